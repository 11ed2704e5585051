"""Mobile payment on the screen: the menu Funktion, the band, the payment tabs and the background watch."""
