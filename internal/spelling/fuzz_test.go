package spelling

import "testing"

func FuzzSpelling(f *testing.F) {
	for r := range rows(known) {
		f.Add(r.field(1))
		f.Add(r.field(2))
	}
	for _, of := range words(kinds) {
		for _, s := range of {
			f.Add(s)
		}
	}
	f.Fuzz(func(t *testing.T, text string) {
		kind := KindOf(text)
		if l, ok := ListingOf(text); ok && (kind == "" || l.Zone == "") {
			t.Errorf("ListingOf(%q) = %+v of kind %q", text, l, kind)
		}
		if base, quote, ok := Pair(text); ok && (base == "" || quote == "" || kind != Currency && kind != Crypto) {
			t.Errorf("Pair(%q) = %q, %q of kind %q", text, base, quote, kind)
		}
		for _, source := range sources() {
			if theirs, ok := To(source, text); ok {
				if back, known := From(source, theirs); !known || back != first(source, text) {
					t.Errorf("To(%s, %q) = %q, From gives %q, %v", source, text, theirs, back, known)
				}
				if why := unsafe(source, theirs); why != "" {
					t.Errorf("To(%s, %q) = %q, which has %s", source, text, theirs, why)
				}
			}
			if symbol, ok := From(source, text); ok {
				if _, covered := To(source, symbol); !covered || KindOf(symbol) == "" {
					t.Errorf("From(%s, %q) = %q, which is not covered", source, text, symbol)
				}
			}
		}
	})
}
