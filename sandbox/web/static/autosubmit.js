// Sends the one form marked for it; without JavaScript the person presses its button.
document.querySelector("form[data-autosubmit]")?.submit();
