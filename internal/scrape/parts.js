// The parts of a page that its document does not hold as it is written: shadow
// roots that are open, and frames. The words before it are those that pages are
// read by without a browser too (extract/words.go).

// getter is what reads a property of a node: forms and documents have the elements
// that are named so in its place.
const getter = (type, name) => {
	const { get } = Object.getOwnPropertyDescriptor(type.prototype, name);
	return node => get.call(node);
};
const shadowOf = getter(Element, "shadowRoot");
const bodyOf = getter(Document, "body");
const innerTextOf = getter(HTMLElement, "innerText");
const query = Function.prototype.call.bind(Document.prototype.querySelectorAll);
const queryElement = Function.prototype.call.bind(Element.prototype.querySelectorAll);
const queryFragment = Function.prototype.call.bind(DocumentFragment.prototype.querySelectorAll);
const isShown = (element, options) => Element.prototype.checkVisibility.call(element, options);

// select lists the elements below root, a document, a shadow root or an element,
// that a selector names.
const select = (root, selector) =>
	(root instanceof Document ? query : root instanceof DocumentFragment ? queryFragment : queryElement)(root, selector);

// readText is the text of an element as it is shown; empty for one that has none.
const readText = element => element instanceof HTMLElement ? innerTextOf(element) : "";

// shadows lists the shadow roots below root, each before those within it.
const shadows = root => {
	const found = [];
	for (const element of select(root, "*")) {
		const shadow = shadowOf(element);
		if (shadow && found.length < 5000) found.push(shadow, ...shadows(shadow));
	}
	return found;
};

// isWide says whether a reader sees a frame, of a size that holds some lines.
const isWide = frame => {
	const box = frame.getBoundingClientRect();
	return box.width >= 200 && box.height >= 60 && box.right + scrollX > 0 && box.bottom + scrollY > 0
		&& !frame.closest("[aria-hidden=true]") && isShown(frame, { opacityProperty: true, visibilityProperty: true });
};

// nameOf is what a frame is called, with its address but not what that asks for.
const nameOf = frame => [
	(frame.src || frame.data || "").replace(/[?#].*/s, ""), frame.id, frame.name, frame.title, frame.className, frame.getAttribute("aria-label"),
].join(" ");

const consentName = new RegExp(consentFrames, "i");
const otherName = new RegExp(otherFrames, "i");

// holdsText says whether a frame is one that a reader sees and may read: not a
// small one, nor one of advertisements, films, maps, consent and such.
const holdsText = frame => isWide(frame) && !otherName.test(nameOf(frame)) && !consentName.test(nameOf(frame));

// asksConsent says whether a frame is one that asks for consent.
const asksConsent = frame => isWide(frame) && consentName.test(nameOf(frame));
