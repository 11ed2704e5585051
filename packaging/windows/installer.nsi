; The installer for Windows: for this user without administrator's rights, or for all; Swedish and English.
;
;   makensis -DVERSION=0.1.0 -DPAYLOAD=folder -DICON=file.ico -DOUT=setup.exe [-DSIGN="command"] installer.nsi
;
; Without questions:  setup.exe /S [/CurrentUser | /AllUsers] [/AUTOSTART] [/D=C:\folder]
;                     uninstall.exe /S [/REMOVEDATA]
; Exit codes: 0 done, 1 cancelled, 2 failed (the older version is back), 3 needs an administrator,
;             4 the program is running, 5 a newer version is installed.
; Paths have slashes, so that makensis reads them on Linux too.

Unicode true
Target amd64-unicode
SetCompressor /SOLID lzma
ManifestDPIAware true

!define ID "promeister-mpay"
!define TITLE "Promeister M-Pay"
!define PROGRAM "${ID}.exe"
!define UNINSTALL_KEY "Software\Microsoft\Windows\CurrentVersion\Uninstall\${ID}"
!define RUN_KEY "Software\Microsoft\Windows\CurrentVersion\Run"
!define PUBLISHER "The promeister-mpay authors"

; For all users only by an administrator; anybody else installs for himself. What is there already decides where.
!define MULTIUSER_EXECUTIONLEVEL Highest
!define MULTIUSER_MUI
!define MULTIUSER_INSTALLMODE_COMMANDLINE
!define MULTIUSER_USE_PROGRAMFILES64
!define MULTIUSER_INSTALLMODE_INSTDIR "${TITLE}"
!define MULTIUSER_INSTALLMODE_INSTDIR_REGISTRY_KEY "${UNINSTALL_KEY}"
!define MULTIUSER_INSTALLMODE_INSTDIR_REGISTRY_VALUENAME "InstallLocation"
!define MULTIUSER_INSTALLMODE_DEFAULT_REGISTRY_KEY "${UNINSTALL_KEY}"
!define MULTIUSER_INSTALLMODE_DEFAULT_REGISTRY_VALUENAME "UninstallString"

!define MUI_ICON "${ICON}"
!define MUI_UNICON "${ICON}"
!define MUI_ABORTWARNING
!define MUI_FINISHPAGE_RUN
!define MUI_FINISHPAGE_RUN_FUNCTION StartAsUser

!include MultiUser.nsh
!include MUI2.nsh
!include FileFunc.nsh
!include LogicLib.nsh
!include WordFunc.nsh
!include x64.nsh

Name "${TITLE}"
OutFile "${OUT}"
BrandingText "${TITLE} ${VERSION}"
VIProductVersion "${VERSION}.0"
VIAddVersionKey ProductName "${TITLE}"
VIAddVersionKey ProductVersion "${VERSION}"
VIAddVersionKey FileVersion "${VERSION}"
VIAddVersionKey FileDescription "${TITLE}"
VIAddVersionKey CompanyName "${PUBLISHER}"
VIAddVersionKey LegalCopyright "MIT"

!ifdef SIGN
  !finalize '${SIGN} "%1"' = 0
  !uninstfinalize '${SIGN} "%1"' = 0
!endif

!insertmacro MULTIUSER_PAGE_INSTALLMODE
!insertmacro MUI_PAGE_COMPONENTS
!insertmacro MUI_PAGE_DIRECTORY
!insertmacro MUI_PAGE_INSTFILES
!insertmacro MUI_PAGE_FINISH
!insertmacro MUI_UNPAGE_COMPONENTS
!insertmacro MUI_UNPAGE_INSTFILES

!insertmacro MUI_LANGUAGE Swedish
!insertmacro MUI_LANGUAGE English
!include words.nsh

!macro LEAVE CODE
  SetErrorLevel ${CODE}
  Quit
!macroend

; A program that runs holds its file, whoever has started it; nothing may be replaced or removed under it.
!macro WAIT_UNTIL_CLOSED
  ${Do}
    ${IfNot} ${FileExists} "$INSTDIR\${PROGRAM}"
      ${Break}
    ${EndIf}
    ClearErrors
    FileOpen $0 "$INSTDIR\${PROGRAM}" a
    ${IfNot} ${Errors}
      FileClose $0
      ${Break}
    ${EndIf}
    ${IfNot} ${Cmd} 'MessageBox MB_RETRYCANCEL|MB_ICONEXCLAMATION $(IS_RUNNING) /SD IDCANCEL IDRETRY'
      !insertmacro LEAVE 4
    ${EndIf}
  ${Loop}
!macroend

Section $(PART_PROGRAM) SecProgram
  SectionIn RO
  !insertmacro WAIT_UNTIL_CLOSED
  Call SetAside
  SetOutPath "$INSTDIR"
  File /r "${PAYLOAD}/*"
  ClearErrors
  WriteUninstaller "$INSTDIR\uninstall.exe"
  ${If} ${Errors}
    Abort
  ${EndIf}
  Call RemoveOld

  ; Anew, since an older installer may have spoken another language.
  RMDir /r "$SMPROGRAMS\${TITLE}"
  CreateDirectory "$SMPROGRAMS\${TITLE}"
  CreateShortcut "$SMPROGRAMS\${TITLE}\${TITLE}.lnk" "$INSTDIR\${PROGRAM}"
  CreateShortcut "$SMPROGRAMS\${TITLE}\$(TRAINING_LINK).lnk" "$INSTDIR\${PROGRAM}" "--training"
  Call TellWindows
SectionEnd

Section /o $(PART_AUTOSTART) SecAutostart
  WriteRegStr SHCTX "${RUN_KEY}" "${ID}" '"$INSTDIR\${PROGRAM}"'
SectionEnd

Section /o $(PART_DESKTOP) SecDesktop
  CreateShortcut "$DESKTOP\${TITLE}.lnk" "$INSTDIR\${PROGRAM}"
SectionEnd

Section -Unchosen
  ; What is not wanted any more goes away with the upgrade.
  ${IfNot} ${SectionIsSelected} ${SecAutostart}
    DeleteRegValue SHCTX "${RUN_KEY}" "${ID}"
  ${EndIf}
  ${IfNot} ${SectionIsSelected} ${SecDesktop}
    Delete "$DESKTOP\${TITLE}.lnk"
  ${EndIf}
SectionEnd

!insertmacro MUI_FUNCTION_DESCRIPTION_BEGIN
  !insertmacro MUI_DESCRIPTION_TEXT ${SecProgram} $(ABOUT_PROGRAM)
  !insertmacro MUI_DESCRIPTION_TEXT ${SecAutostart} $(ABOUT_AUTOSTART)
  !insertmacro MUI_DESCRIPTION_TEXT ${SecDesktop} $(ABOUT_DESKTOP)
!insertmacro MUI_FUNCTION_DESCRIPTION_END

; An installer with administrator's rights would give them to the program; the desktop's own process has none.
Function StartAsUser
  Exec '"$WINDIR\explorer.exe" "$INSTDIR\${PROGRAM}"'
FunctionEnd

Function .onInit
  SetRegView 64
  ${IfNot} ${RunningX64}
    MessageBox MB_OK|MB_ICONSTOP $(NEEDS_64_BITS) /SD IDOK
    !insertmacro LEAVE 2
  ${EndIf}
  Call RefuseForAllWithoutRights
  ; MultiUser forgets a folder that was given with /D.
  StrCpy $R9 $INSTDIR
  !insertmacro MULTIUSER_INIT
  ${If} $R9 != ""
    StrCpy $INSTDIR $R9
  ${EndIf}
  Call RefuseOlder
  Call ChooseAsBefore
FunctionEnd

; MultiUser would ask a person, who is not there.
Function RefuseForAllWithoutRights
  ${GetParameters} $R0
  ClearErrors
  ${GetOptions} $R0 "/AllUsers" $R1
  ${IfNot} ${Errors}
  ${AndIf} ${Silent}
    UserInfo::GetAccountType
    Pop $R1
    ${If} $R1 != "Admin"
      !insertmacro LEAVE 3
    ${EndIf}
  ${EndIf}
FunctionEnd

; The store of a newer program is refused by an older one.
Function RefuseOlder
  ReadRegStr $R0 SHCTX "${UNINSTALL_KEY}" "DisplayVersion"
  ${If} $R0 != ""
    ${VersionCompare} "$R0" "${VERSION}" $R1
    ${If} $R1 == 1
    ${AndIfNot} ${Cmd} 'MessageBox MB_YESNO|MB_ICONEXCLAMATION|MB_DEFBUTTON2 $(IS_NEWER) /SD IDNO IDYES'
      !insertmacro LEAVE 5
    ${EndIf}
  ${EndIf}
FunctionEnd

Function ChooseAsBefore
  ${GetParameters} $R0
  ClearErrors
  ${GetOptions} $R0 "/AUTOSTART" $R1
  ${IfNot} ${Errors}
    !insertmacro SelectSection ${SecAutostart}
  ${EndIf}
  ReadRegStr $R0 SHCTX "${RUN_KEY}" "${ID}"
  ${If} $R0 != ""
    !insertmacro SelectSection ${SecAutostart}
  ${EndIf}
  ${If} ${FileExists} "$DESKTOP\${TITLE}.lnk"
    !insertmacro SelectSection ${SecDesktop}
  ${EndIf}
FunctionEnd

; What was there stays beside the new until all of it is written.
!macro SET_ASIDE NAME
  ${If} ${FileExists} "$INSTDIR\${NAME}"
    Rename "$INSTDIR\${NAME}" "$INSTDIR\${NAME}.old"
  ${EndIf}
!macroend

Function SetAside
  Call RemoveOld
  ClearErrors
  !insertmacro SET_ASIDE "_internal"
  !insertmacro SET_ASIDE "${PROGRAM}"
  !insertmacro SET_ASIDE "uninstall.exe"
  ${If} ${Errors}
    Call PutBack
    MessageBox MB_OK|MB_ICONSTOP $(IS_HELD) /SD IDOK
    !insertmacro LEAVE 2
  ${EndIf}
FunctionEnd

Function PutBack
  Rename "$INSTDIR\_internal.old" "$INSTDIR\_internal"
  Rename "$INSTDIR\${PROGRAM}.old" "$INSTDIR\${PROGRAM}"
  Rename "$INSTDIR\uninstall.exe.old" "$INSTDIR\uninstall.exe"
FunctionEnd

Function RemoveOld
  RMDir /r "$INSTDIR\_internal.old"
  Delete "$INSTDIR\${PROGRAM}.old"
  Delete "$INSTDIR\uninstall.exe.old"
FunctionEnd

; A full disk: the older version is as it was, or there is nothing if there was none.
Function .onInstFailed
  SetOutPath "$TEMP"
  RMDir /r "$INSTDIR\_internal"
  Delete "$INSTDIR\${PROGRAM}"
  Delete "$INSTDIR\uninstall.exe"
  Call PutBack
  RMDir "$INSTDIR"
FunctionEnd

; What Windows shows under "Installed apps".
Function TellWindows
  ${GetSize} "$INSTDIR" "/S=0K" $0 $1 $2
  WriteRegStr SHCTX "${UNINSTALL_KEY}" "DisplayName" "${TITLE}"
  WriteRegStr SHCTX "${UNINSTALL_KEY}" "DisplayVersion" "${VERSION}"
  WriteRegStr SHCTX "${UNINSTALL_KEY}" "DisplayIcon" "$INSTDIR\${PROGRAM}"
  WriteRegStr SHCTX "${UNINSTALL_KEY}" "Publisher" "${PUBLISHER}"
  WriteRegStr SHCTX "${UNINSTALL_KEY}" "InstallLocation" "$INSTDIR"
  WriteRegStr SHCTX "${UNINSTALL_KEY}" "UninstallString" '"$INSTDIR\uninstall.exe" /$MultiUser.InstallMode'
  WriteRegStr SHCTX "${UNINSTALL_KEY}" "QuietUninstallString" '"$INSTDIR\uninstall.exe" /$MultiUser.InstallMode /S'
  WriteRegDWORD SHCTX "${UNINSTALL_KEY}" "EstimatedSize" $0
  WriteRegDWORD SHCTX "${UNINSTALL_KEY}" "NoModify" 1
  WriteRegDWORD SHCTX "${UNINSTALL_KEY}" "NoRepair" 1
FunctionEnd

Section "un.$(PART_PROGRAM)" UnProgram
  SectionIn RO
  !insertmacro WAIT_UNTIL_CLOSED
  RMDir /r "$SMPROGRAMS\${TITLE}"
  Delete "$DESKTOP\${TITLE}.lnk"
  DeleteRegValue SHCTX "${RUN_KEY}" "${ID}"
  ; Only what is ours: the folder may have been chosen by a person.
  RMDir /r "$INSTDIR\_internal"
  Delete "$INSTDIR\${PROGRAM}"
  Delete "$INSTDIR\uninstall.exe"
  RMDir "$INSTDIR"
  DeleteRegKey SHCTX "${UNINSTALL_KEY}"
SectionEnd

Section /o "un.$(PART_DATA)" UnData
  SetShellVarContext current
  ${If} ${Cmd} 'MessageBox MB_YESNO|MB_ICONEXCLAMATION|MB_DEFBUTTON2 $(REALLY_REMOVE) /SD IDYES IDYES'
    RMDir /r "$LOCALAPPDATA\${ID}"
  ${EndIf}
SectionEnd

!insertmacro MUI_UNFUNCTION_DESCRIPTION_BEGIN
  !insertmacro MUI_DESCRIPTION_TEXT ${UnProgram} $(ABOUT_PROGRAM)
  !insertmacro MUI_DESCRIPTION_TEXT ${UnData} $(ABOUT_DATA)
!insertmacro MUI_UNFUNCTION_DESCRIPTION_END

Function un.onInit
  SetRegView 64
  !insertmacro MULTIUSER_UNINIT
  ${un.GetParameters} $R0
  ClearErrors
  ${un.GetOptions} $R0 "/REMOVEDATA" $R1
  ${IfNot} ${Errors}
    !insertmacro SelectSection ${UnData}
  ${EndIf}
FunctionEnd
