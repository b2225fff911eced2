// The page as it is shown: what shadow roots hold in the place of their elements,
// with what is assigned to their slots, and a mark in the place of each frame that
// is read. Of a frame it is the body, with links that are good outside of it.
const special = new Set(frames.keys());
const mark = node => {
	for (; node && !special.has(node); node = node.parentNode || node.host) special.add(node);
};
for (const frame of frames.keys()) {
	special.delete(frame);
	mark(frame);
}
for (const root of shadows(document)) {
	mark(root);
	for (const slot of root.querySelectorAll("slot")) mark(slot);
}
if (within) for (const link of document.links) mark(link);

const escape = text => text.replace(/&/g, "&amp;").replace(/</g, "&lt;").replace(/>/g, "&gt;").replace(/"/g, "&quot;");
let left = limit;
const write = (node, depth) => {
	if (left <= 0) return "";
	if (node.nodeType === Node.TEXT_NODE) return count(escape(node.data));
	if (node.nodeType !== Node.ELEMENT_NODE) return "";
	if (frames.has(node)) return count(`<div data-src="${escape(node.src)}"><i data-frame="${frames.get(node)}"></i></div>`);
	if (!special.has(node) || depth > 400) return count(node.outerHTML);
	if (node.localName === "slot" && node.getRootNode() instanceof ShadowRoot) {
		const assigned = node.assignedNodes({ flatten: true });
		return inner(assigned.length > 0 ? assigned : node.childNodes, depth);
	}
	const name = node.localName === "frameset" ? "div" : node.localName; // in which frames may have content
	let begin = "<" + name;
	for (const attribute of node.attributes) {
		const value = within && attribute.name === "href" ? node.href : attribute.value;
		begin += ` ${attribute.name}="${escape(String(value))}"`;
	}
	count(begin);
	return `${begin}>${inner((node.shadowRoot || node).childNodes, depth)}</${name}>`;
};
const inner = (nodes, depth) => [...nodes].map(node => write(node, depth + 1)).join("");
const count = text => {
	text = text.slice(0, Math.max(0, left));
	left -= text.length;
	return text;
};
if (within) return document.body ? inner(document.body.childNodes, 0) : "";
return document.documentElement ? write(document.documentElement, 0) : "";
