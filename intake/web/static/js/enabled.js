// Says that scripts run, before anything is drawn. A file of its own: the policy forbids inline.
document.body.classList.add("js-enabled");
if ("noModule" in HTMLScriptElement.prototype) document.body.classList.add("govuk-frontend-supported");
