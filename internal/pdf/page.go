package pdf

import (
	"maps"
	"slices"
)

// Page is one page, with what it has from the nodes above it.
type Page struct {
	Dict      Dict
	Resources Dict
	// Box is what of the page is seen: left, bottom, right, top; empty when the
	// file does not say.
	Box []float64
}

// Pages are the pages of the file in their order, the first limit of them at
// most. It says whether there are more.
func (f *File) Pages(limit int) (pages []Page, more bool) {
	pages = f.pages(limit + 1)
	if len(pages) > limit {
		return pages[:limit], true
	}
	return pages, false
}

func (f *File) pages(limit int) []Page {
	w := &walk{f: f, limit: limit, seen: map[int]bool{}}
	w.node(f.Dict(f.trailer["Root"])["Pages"], Dict{}, 0)
	if len(w.pages) > 0 || !f.searched {
		return w.pages
	}
	// No tree leads to the pages: they are taken as they come.
	for _, number := range slices.Sorted(maps.Keys(f.places)) {
		if f.Dict(Ref{Number: number})["Type"] == Name("Page") {
			w.node(Ref{Number: number}, Dict{}, 0)
		}
	}
	return w.pages
}

// walk goes through the tree of pages.
type walk struct {
	f     *File
	limit int
	seen  map[int]bool
	pages []Page
}

func (w *walk) node(v any, above Dict, depth int) {
	if len(w.pages) >= w.limit || depth > maxDepth {
		return
	}
	if ref, ok := v.(Ref); ok {
		if w.seen[ref.Number] {
			return
		}
		w.seen[ref.Number] = true
	}
	dict := w.f.Dict(v)
	if dict == nil {
		return
	}
	inherited := Dict{}
	for _, key := range []Name{"Resources", "MediaBox", "CropBox"} {
		if inherited[key] = dict[key]; dict[key] == nil {
			inherited[key] = above[key]
		}
	}
	kids := w.f.Array(dict["Kids"])
	if len(kids) == 0 && w.f.Name(dict["Type"]) != "Pages" {
		w.pages = append(w.pages, Page{Dict: dict, Resources: w.f.Dict(inherited["Resources"]), Box: w.box(inherited)})
		return
	}
	for _, kid := range kids {
		w.node(kid, inherited, depth+1)
	}
}

func (w *walk) box(d Dict) []float64 {
	for _, key := range []Name{"CropBox", "MediaBox"} {
		if b := w.f.Numbers(d[key]); len(b) == 4 && b[0] != b[2] && b[1] != b[3] {
			return []float64{min(b[0], b[2]), min(b[1], b[3]), max(b[0], b[2]), max(b[1], b[3])}
		}
	}
	return nil
}

// Content is what the page draws, in the language of content streams.
func (f *File) Content(p Page) []byte {
	if s := f.Stream(p.Dict["Contents"]); s != nil {
		data, _ := f.Data(s)
		return data
	}
	var content []byte
	for _, v := range f.Array(p.Dict["Contents"]) {
		if s := f.Stream(v); s != nil && len(content) < maxData {
			data, _ := f.Data(s)
			content = append(append(content, data...), '\n')
		}
	}
	return content
}
