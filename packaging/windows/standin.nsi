; A stand-in for the program, made where no Windows is: it notes its arguments in a file beside itself, and
; runs until a file called `stop` appears there; then it takes its note away. With it the installer's own logic can be tried; it is no order window.
Unicode true
Target amd64-unicode
RequestExecutionLevel user
SilentInstall silent
Name "promeister-mpay"
OutFile "${OUT}"
!include FileFunc.nsh
!include LogicLib.nsh

Section
  ${GetParameters} $0
  FileOpen $1 "$EXEDIR\started" w
  FileWrite $1 "${VERSION} $0"
  FileClose $1
  ${Do}
    Sleep 50
  ${LoopUntil} ${FileExists} "$EXEDIR\stop"
  Delete "$EXEDIR\started"
SectionEnd
