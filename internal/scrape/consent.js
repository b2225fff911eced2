// Answers a consent dialog as its reader would, preferring to refuse, and says
// whether there was one. Only what is in a dialog or banner is clicked. A frame that
// asks for consent is within: all of it is a dialog.
const refuse = /^(reject|refuse|decline|deny|disagree|no,? thanks|(only|accept only|allow only|use) (necessary|essential|required)|necessary( cookies)? only|essential( cookies)? only|continue without (accepting|agreeing)|alle ablehnen|ablehnen|nur notwendige|tout refuser|refuser|continuer sans accepter|rechazar|rifiuta)/i;
const accept = /^(accept|agree|allow|i agree|i accept|i understand|got it|ok(ay)?$|yes,? i agree|consent|continue$|alle akzeptieren|akzeptieren|zustimmen|einverstanden|tout accepter|accepter|j'accepte|aceptar|accetta)/i;
const about = /cookie|consent|privacy|gdpr|datenschutz|einwilligung|confidentialit|privacidad|partners/i;
const body = bodyOf(document);
const dialog = el => {
	if (within) return body !== null && about.test(readText(body).slice(0, 5000));
	for (let depth = 0; el && el !== body && depth < 12; el = el.parentElement || el.getRootNode().host, depth++) {
		const named = (el.id || "") + " " + (typeof el.className === "string" ? el.className : "") + " " + (el.getAttribute("role") || "");
		if ((/cookie|consent|gdpr|onetrust|didomi|cmp|dialog|modal|banner|notice/i.test(named) || el.tagName === "DIALOG" || el.tagName === "FORM")
			&& about.test(readText(el).slice(0, 5000))) return true;
	}
	return false;
};
const buttons = [document, ...shadows(document)].flatMap(root => [...select(root, "button, [role=button], input[type=button], input[type=submit], a")]).slice(0, 2000);
const text = el => (readText(el) || el.value || "").trim().slice(0, 60);
for (const wanted of [refuse, accept]) {
	for (const el of buttons) {
		if (el.tagName === "A" && /^https?:/.test(el.getAttribute("href") || "")) continue;
		if (wanted.test(text(el)) && isShown(el) && dialog(el)) {
			el.click();
			return true;
		}
	}
}
return false;
