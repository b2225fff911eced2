package extract

import (
	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"

	"quotewire/internal/extract/dom"
)

// openShadows puts what the shadow roots in the markup of doc hold in the place of
// their elements, as a browser shows it: what is assigned to a slot is in it, and
// what is assigned to none is not shown.
func openShadows(doc *html.Node) {
	var templates []*html.Node
	for n := range doc.Descendants() {
		if mode := dom.Attr(n, "shadowrootmode"); n.DataAtom == atom.Template && (mode == "open" || mode == "closed") && n.Parent.Type == html.ElementNode {
			templates = append(templates, n)
		}
	}
	for _, template := range templates {
		if template.Parent != nil { // not one of an element that is not shown
			openShadow(template)
		}
	}
}

func openShadow(template *html.Node) {
	host := template.Parent
	host.RemoveChild(template)
	assigned := make(map[string][]*html.Node) // by the names of slots
	for n := host.FirstChild; n != nil; n = host.FirstChild {
		host.RemoveChild(n)
		assigned[dom.Attr(n, "slot")] = append(assigned[dom.Attr(n, "slot")], n)
	}
	var slots []*html.Node
	for n := range template.Descendants() {
		if n.Data == "slot" && n.Type == html.ElementNode {
			slots = append(slots, n)
		}
	}
	for _, slot := range slots {
		nodes := assigned[dom.Attr(slot, "name")]
		if len(nodes) == 0 {
			continue // what is in it is shown instead
		}
		delete(assigned, dom.Attr(slot, "name"))
		empty(slot)
		for _, n := range nodes {
			slot.AppendChild(n)
		}
	}
	moveBelow(template, host)
}
