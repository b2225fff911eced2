// The page as it is shown: what shadow roots hold in the place of their elements,
// with what is assigned to their slots, and a mark in the place of each frame that
// is read. What style sheets of whatever kind hide, strike out, raise or lower says
// so itself. Of a frame it is the body, with links that are good outside of it.
const parentOf = getter(Node, "parentNode");
const childrenOf = getter(Node, "childNodes");
const attributesOf = getter(Element, "attributes");
const nameOfElement = getter(Element, "localName");
const markupOf = getter(Element, "outerHTML");
const rootOf = getter(Document, "documentElement");
const styleTime = 700; // milliseconds that styles are looked at: of a huge page the beginning

const special = new Set(); // elements that are not written as they are
const mark = node => {
	for (; node && !special.has(node); node = parentOf(node) || node instanceof ShadowRoot && node.host) special.add(node);
};
for (const frame of frames.keys()) mark(parentOf(frame) || frame);
const roots = shadows(document);
for (const root of roots) {
	mark(root);
	for (const slot of select(root, "slot")) mark(slot);
}
// A style sheet holds for its own root, and who reads this knows of one alone.
if (roots.length > 0) for (const root of [document, ...roots]) for (const style of select(root, "style")) mark(style);
if (within) for (const link of getter(Document, "links")(document)) mark(link);

// styles is what an element's own style is to say, and what it says wrongly.
const styles = new Map();
const unseen = new Set(); // elements with nothing in them that is shown
const silent = new Set(); // elements whose own text is not shown, but that of others in them may be
const wrong = /display\s*:\s*none|visibility\s*:\s*(hidden|collapse)/i;
const plain = /^(script|style|template|noscript|meta|link|datalist|option|optgroup|param|area|source|track|rp|input)$/;
const isVoid = /^(br|hr|img|wbr|embed|col|input)$/;
const dress = element => {
	const name = nameOfElement(element);
	if (plain.test(name)) return;
	const style = getComputedStyle(element);
	if (style.display === "none") {
		unseen.add(element);
	} else if (style.visibility !== "visible") {
		silent.add(element);
		styles.set(element, "");
	} else {
		let own = "";
		if (style.textDecorationLine.includes("line-through") && !/^(s|del|strike)$/.test(name)) own += ";text-decoration:line-through";
		if (style.verticalAlign === "super" && name !== "sup" || style.verticalAlign === "sub" && name !== "sub") own += ";vertical-align:" + style.verticalAlign;
		if (style.position === "fixed" || style.position === "sticky") own += ";position:" + style.position;
		const lies = element.hasAttribute("hidden") && element.getAttribute("hidden") !== "until-found" || wrong.test(element.getAttribute("style") || "");
		if (own === "" && !lies) return;
		styles.set(element, own);
	}
	mark(element);
};
const shownAt = bodyOf(document);
if (shownAt && isShown(shownAt, { visibilityProperty: true })) {
	const end = performance.now() + styleTime;
	let n = 0;
	for (const root of [shownAt, ...roots]) {
		for (const element of select(root, "*")) {
			if (++n % 500 === 0 && performance.now() > end) break;
			if (element instanceof HTMLElement) dress(element);
		}
	}
}

const escape = text => text.replace(/&/g, "&amp;").replace(/</g, "&lt;").replace(/>/g, "&gt;").replace(/"/g, "&quot;");
let left = limit;
const write = (node, depth) => {
	if (left <= 0) return "";
	if (node.nodeType === Node.TEXT_NODE) return silent.has(parentOf(node)) ? "" : count(escape(node.data));
	if (node.nodeType !== Node.ELEMENT_NODE) return "";
	if (frames.has(node)) return count(`<div data-src="${escape(node.src || node.data || "")}"><i data-frame="${frames.get(node)}"></i></div>`);
	if (!special.has(node) || depth > 400) return count(markupOf(node));
	const name = nameOfElement(node);
	if (name === "style") return "";
	if (name === "slot" && node.getRootNode() instanceof ShadowRoot) {
		const assigned = node.assignedNodes({ flatten: true });
		return inner(assigned.length > 0 ? assigned : childrenOf(node), depth);
	}
	const tag = name === "frameset" ? "div" : name; // in which frames may have content
	const begin = count("<" + tag + attributes(node) + ">");
	if (isVoid.test(name)) return begin;
	if (unseen.has(node)) return `${begin}${[...childrenOf(node)].map(child => count(child instanceof Element ? markupOf(child) : child instanceof Text ? escape(child.data) : "")).join("")}</${tag}>`;
	return `${begin}${inner(childrenOf(shadowOf(node) || node), depth)}</${tag}>`;
};
const attributes = node => {
	let text = unseen.has(node) ? " hidden" : "";
	let own = styles.get(node);
	for (const attribute of attributesOf(node)) {
		let value = within && attribute.name === "href" ? node.href : attribute.value;
		if (attribute.name === "hidden" && (own !== undefined || text)) continue;
		if (attribute.name === "style" && own !== undefined) {
			value = value.replace(new RegExp(wrong, "gi"), "") + own;
			own = undefined;
		}
		text += ` ${attribute.name}="${escape(String(value))}"`;
	}
	return own ? `${text} style="${own}"` : text;
};
const inner = (nodes, depth) => [...nodes].map(node => write(node, depth + 1)).join("");
const count = text => {
	text = text.slice(0, Math.max(0, left));
	left -= text.length;
	return text;
};
if (within) return bodyOf(document) ? inner(childrenOf(bodyOf(document)), 0) : "";
return rootOf(document) ? write(rootOf(document), 0) : "";
