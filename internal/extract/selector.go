package extract

import (
	"strings"

	"golang.org/x/net/html"

	"quotewire/internal/extract/dom"
)

// maxPath is how many elements a selector may name.
const maxPath = 4

// compound is a part of a selector that names one element.
type compound struct {
	tag   string   // any when empty
	names []string // classes with their dot, ids with their hash
	child bool     // it is right below the element that the part before names
}

// parse reads a selector such as "#a", "p.a.b" and ".a > .b" into r. Its key is the
// name by which the rule is found.
func (r *styleRule) parse(text string) (key string, ok bool) {
	if len(text) > 200 || strings.ContainsAny(text, "+~:[*\\&") {
		return "", false
	}
	named, child := false, false
	for part := range strings.FieldsSeq(strings.ReplaceAll(text, ">", " > ")) {
		if part == ">" {
			child = true
			continue
		}
		c := compoundOf(part)
		c.child, child = child, false
		named = named || len(c.names) > 0
		r.path = append([]compound{c}, r.path...)
		r.weight++
		for _, name := range c.names {
			r.weight += map[byte]int{'.': 100, '#': 10_000}[name[0]]
		}
		if len(r.path) > maxPath {
			return "", false
		}
	}
	if !named || child {
		return "", false
	}
	if last := r.path[0]; len(last.names) > 0 {
		return last.names[0], true
	}
	return r.path[0].tag, true
}

func compoundOf(part string) (c compound) {
	start := 0
	for i := 1; i <= len(part); i++ {
		if i < len(part) && part[i] != '.' && part[i] != '#' {
			continue
		}
		if name := part[start:i]; name[0] == '.' || name[0] == '#' {
			c.names = append(c.names, name)
		} else {
			c.tag = strings.ToLower(name)
		}
		start = i
	}
	return c
}

func (c compound) is(n *html.Node) bool {
	if c.tag != "" && c.tag != n.Data {
		return false
	}
	for _, name := range c.names {
		key, found := "class", false
		if name[0] == '#' {
			key = "id"
		}
		for one := range strings.FieldsSeq(dom.Attr(n, key)) {
			if one == name[1:] {
				found = true
				break
			}
		}
		if !found {
			return false
		}
	}
	return true
}
