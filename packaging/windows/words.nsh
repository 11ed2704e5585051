; What the installer says, in Swedish and in English; a line each way.
!macro WORDS NAME SV EN
  LangString ${NAME} ${LANG_SWEDISH} "${SV}"
  LangString ${NAME} ${LANG_ENGLISH} "${EN}"
!macroend

!insertmacro WORDS PART_PROGRAM "Programmet" "The program"
!insertmacro WORDS PART_AUTOSTART "Starta vid inloggning" "Start when logging in"
!insertmacro WORDS PART_DESKTOP "Genväg på skrivbordet" "Shortcut on the desktop"
!insertmacro WORDS PART_DATA "Order och inställningar" "Orders and settings"
!insertmacro WORDS TRAINING_LINK "${TITLE} – övningsläge" "${TITLE} – training mode"

!insertmacro WORDS ABOUT_PROGRAM "Verkstadsorder med mobilbetalning, och genvägar i Start-menyn." \
  "Workshop orders with mobile payment, and shortcuts in the Start menu."
!insertmacro WORDS ABOUT_AUTOSTART "Öppnar orderfönstret när du loggar in." "Opens the order window when you log in."
!insertmacro WORDS ABOUT_DESKTOP "En genväg till, på skrivbordet." "One more shortcut, on the desktop."
!insertmacro WORDS ABOUT_DATA \
  "Tar bort den här användarens order, betalningar, bokföring och inställningar på den här datorn. Bokföring ska enligt lag sparas i sju år." \
  "Removes this user's orders, payments, books and settings on this computer. The law wants books to be kept for seven years."

!insertmacro WORDS IS_RUNNING \
  "${TITLE} är igång. Stäng programmet och välj Försök igen. Inget har ändrats." \
  "${TITLE} is running. Close it and choose Retry. Nothing has been changed."
!insertmacro WORDS IS_HELD \
  "Filerna i $INSTDIR används av ett annat program. Stäng det, eller starta om datorn, och försök igen. Inget har ändrats." \
  "The files in $INSTDIR are used by another program. Close it, or restart the computer, and try again. Nothing has been changed."
!insertmacro WORDS IS_NEWER \
  "Version $R0 är redan installerad och är nyare än ${VERSION}. En äldre version kan inte öppna dess data. Installera ändå?" \
  "Version $R0 is installed already and is newer than ${VERSION}. An older version cannot open its data. Install anyway?"
!insertmacro WORDS NEEDS_64_BITS "${TITLE} behöver 64-bitars Windows." "${TITLE} needs 64-bit Windows."
!insertmacro WORDS REALLY_REMOVE \
  "Alla order, betalningar och all bokföring i $LOCALAPPDATA\${ID} tas bort och kan inte återställas. Ta bort dem?" \
  "All orders, payments and books in $LOCALAPPDATA\${ID} are removed for good. Remove them?"
