package wire

import (
	"bytes"
	"encoding/json"
	"maps"
	"regexp"
	"slices"
	"strings"
)

// Member is one name of a JSON object and its value.
type Member struct {
	Name  string
	Value []byte
}

// Members calls see for each member of a JSON object, in order. The values are
// parts of raw. What is no object has none.
func Members(raw []byte, see func(name string, value []byte)) {
	c := cursor{b: raw}
	if !c.eat('{') {
		return
	}
	var room [8]Member // most objects have no more
	all := room[:0]
	for first := true; ; first = false {
		name, ok := c.member(first)
		start := c.i
		if !ok || name != nil && !c.skip(maxDepth) {
			all = oddMembers(raw)
			break
		}
		if name == nil {
			break
		}
		all = append(all, Member{string(name), c.b[start:c.i]})
	}
	for _, m := range all {
		see(m.Name, m.Value)
	}
}

// oddMembers reads an object that cursor does not understand, in the order of
// the names.
func oddMembers(raw []byte) (list []Member) {
	var all map[string]json.RawMessage
	if json.Unmarshal(raw, &all) != nil {
		return nil
	}
	for _, name := range slices.Sorted(maps.Keys(all)) {
		list = append(list, Member{name, all[name]})
	}
	return list
}

// maxExtra caps what is kept of a message's unknown fields, and of a call's, in
// bytes. What is longer is not kept at all: cut short it would be refused.
const maxExtra = 256 << 10

// Extras gathers fields that we do not know from the pieces of a message or of a
// call, so that they can be sent back as they came: some servers refuse the next
// step without them.
type Extras struct {
	fields []*extra // in order of arrival
	size   int
}

// extra is one field: a text, a list, or anything else.
type extra struct {
	name  string
	text  *strings.Builder
	list  []*entry
	value json.RawMessage
}

// entry is one entry of a list: as it came, or put together from pieces.
type entry struct {
	value json.RawMessage
	parts map[string]json.RawMessage // of pieces; nil while there is one
	texts map[string]*strings.Builder
}

// Add takes the unknown fields of a piece: texts go on, lists grow, and of
// anything else the last counts.
func (e *Extras) Add(all []Member) {
	for _, m := range all {
		if !IsSet(m.Value) {
			continue
		}
		if e.size += len(m.Name) + len(m.Value); e.size > maxExtra {
			e.fields = nil
			return
		}
		field := e.field(m.Name)
		if field == nil {
			continue
		}
		switch m.Value[0] {
		case '"':
			if field.text == nil {
				field.text = new(strings.Builder)
			}
			// Thoughts come in pieces, and a piece may be said twice. Anything else that
			// is the same in each piece is sent anew.
			if text := string(LooseOf(m.Value)); field.text.String() != text || inPieces.MatchString(m.Name) {
				field.text.WriteString(text)
			}
		case '[':
			field.grow(m.Value)
		default:
			field.value = merged(field.value, m.Value)
		}
	}
}

// inPieces are names of texts that models write piece by piece.
var inPieces = regexp.MustCompile(`(?i)reason|think|thought$|summary|text|content`)

// merged is two values of one field: of objects all members, of anything else the
// later.
func merged(a, b []byte) json.RawMessage {
	var had, more map[string]json.RawMessage
	if json.Unmarshal(a, &had) != nil || json.Unmarshal(b, &more) != nil || had == nil || more == nil {
		return bytes.Clone(b)
	}
	for name, value := range more {
		had[name] = merged(had[name], value)
	}
	whole, err := json.Marshal(had)
	if err != nil {
		return bytes.Clone(b)
	}
	return whole
}

// maxFields caps how many unknown fields of a message or a call are kept.
const maxFields = 64

func (e *Extras) field(name string) *extra {
	for _, f := range e.fields {
		if f.name == name {
			return f
		}
	}
	if len(e.fields) == maxFields {
		return nil
	}
	f := &extra{name: name}
	e.fields = append(e.fields, f)
	return f
}

// grow appends the entries of a list. One that goes on with the last, of the same
// type and index as OpenRouter numbers them, lengthens its texts.
func (f *extra) grow(list []byte) {
	var raw []json.RawMessage
	if json.Unmarshal(list, &raw) != nil {
		return
	}
	for _, value := range raw {
		if n := len(f.list); n == 0 || !f.list[n-1].goOn(value) {
			f.list = append(f.list, &entry{value: bytes.Clone(value)})
		}
	}
}

// goOn takes a piece that goes on with the entry, and says false when it does not.
func (e *entry) goOn(piece json.RawMessage) bool {
	var next map[string]json.RawMessage
	if json.Unmarshal(piece, &next) != nil {
		return false
	}
	parts := e.parts
	if parts == nil && json.Unmarshal(e.value, &parts) != nil {
		return false
	}
	if !bytes.Equal(parts["index"], next["index"]) || !bytes.Equal(parts["type"], next["type"]) {
		return false
	}
	if next["index"] == nil && (parts["type"] == nil || IsSet(parts["signature"]) || parts["id"] != nil || parts["data"] != nil) {
		return false // not numbered: it goes on until it is signed
	}
	if e.parts == nil {
		e.parts, e.texts = map[string]json.RawMessage{}, map[string]*strings.Builder{}
		e.take(parts)
	}
	e.take(next)
	return true
}

// take adds the members of a piece. A signature, an id or a format is sent once,
// and null in the other pieces.
func (e *entry) take(piece map[string]json.RawMessage) {
	for name, value := range piece {
		if (name == "text" || name == "summary" || name == "thinking") && value[0] == '"' {
			if e.texts[name] == nil {
				e.texts[name] = new(strings.Builder)
			}
			e.texts[name].WriteString(string(LooseOf(value)))
			continue
		}
		if e.parts[name] == nil || string(value) != "null" {
			e.parts[name] = value
		}
	}
}

// MarshalJSON writes the entry as if it had come in one piece.
func (e *entry) MarshalJSON() ([]byte, error) {
	if e.parts == nil {
		return e.value, nil
	}
	whole := make(map[string]any, len(e.parts)+len(e.texts))
	for name, value := range e.parts {
		whole[name] = value
	}
	for name, text := range e.texts {
		whole[name] = JoinHalves(text.String())
	}
	return json.Marshal(whole)
}

// Object is what was gathered as a JSON object, "" when that is nothing.
func (e *Extras) Object() string {
	var out bytes.Buffer
	for _, f := range e.fields {
		var value any = f.list
		if f.text != nil {
			value = JoinHalves(f.text.String())
		}
		name, err := json.Marshal(f.name)
		if err != nil {
			continue
		}
		raw := []byte(f.value)
		if f.text != nil || f.list != nil {
			if raw, err = json.Marshal(value); err != nil {
				continue // of a piece that is no JSON nothing was kept
			}
		}
		if out.Len() > 0 {
			out.WriteByte(',')
		}
		out.Write(append(append(name, ':'), raw...))
	}
	if out.Len() == 0 {
		return ""
	}
	return "{" + out.String() + "}"
}
