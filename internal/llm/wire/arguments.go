package wire

import (
	"bytes"
	"encoding/json"
	"io"
	"regexp"
	"strings"
)

// fenceBefore opens a code block around arguments; what closes it is passed over
// as tokens behind them are.
var fenceBefore = regexp.MustCompile("^\\s*```(?:json)?\\s*")

// readArguments is the arguments of a call, or of several that a gateway made
// one of, from their pieces. It reads what can be read without guessing, and
// leaves anything else as it came.
func readArguments(pieces []string) []string {
	joined := JoinHalves(strings.Join(pieces, ""))
	if joined == "" {
		return []string{""}
	}
	joined = fenceBefore.ReplaceAllString(joined, "")
	if object, ok := objectIn(joined); ok && !strings.HasPrefix(object, "[") {
		return []string{object}
	}
	var list []json.RawMessage
	if json.Unmarshal([]byte(joined), &list) == nil {
		joined = string(bytes.Join(rawBytes(list), []byte("\n")))
	}
	if objects := objectsIn(joined); len(objects) > 0 {
		return objects
	}
	// Each piece may hold all of the arguments so far, or the last one all of them.
	if last := JoinHalves(pieces[len(pieces)-1]); len(pieces) > 1 && isObject(last) {
		return []string{last}
	}
	return []string{joined}
}

func rawBytes(list []json.RawMessage) (all [][]byte) {
	for _, one := range list {
		all = append(all, one)
	}
	return all
}

func isObject(text string) bool {
	text = strings.TrimSpace(text)
	return strings.HasPrefix(text, "{") && json.Valid([]byte(text))
}

// objectIn is text when it is one JSON value, decoded when it is an object that
// was encoded once too often.
func objectIn(text string) (string, bool) {
	if !json.Valid([]byte(text)) {
		return "", false
	}
	inner := text
	for range 3 {
		var decoded string
		if json.Unmarshal([]byte(inner), &decoded) != nil {
			break
		}
		if inner = strings.TrimSpace(decoded); isObject(inner) {
			return inner, true
		}
	}
	return text, true
}

// objectsIn is the objects that text is a row of, without those that are empty
// or the same as the one before: a call that opens with {}, or that is repeated
// when it is complete, is one call. Tokens of a chat template may end the row.
func objectsIn(text string) []string {
	var all []string
	dec := json.NewDecoder(strings.NewReader(text))
	for {
		var raw json.RawMessage
		err := dec.Decode(&raw)
		if err == io.EOF {
			break
		}
		if err != nil {
			rest := strings.TrimSpace(text[dec.InputOffset():])
			if more, ok := strings.CutPrefix(rest, ","); ok && len(all) > 0 {
				text = more
				dec = json.NewDecoder(strings.NewReader(text))
				continue
			}
			if len(all) == 0 || !strings.HasPrefix(rest, "<|") && !strings.HasPrefix(rest, "</") && !strings.HasPrefix(rest, "```") {
				return nil
			}
			break
		}
		object, _ := objectIn(string(raw))
		switch {
		case object == "null", object == `""`, compact(object) == "{}" && len(all) > 0:
		case !isObject(object):
			return nil
		case len(all) > 0 && (compact(all[len(all)-1]) == "{}" || compact(all[len(all)-1]) == compact(object)):
			all[len(all)-1] = object
		default:
			all = append(all, object)
		}
	}
	return all
}

// compact is JSON without the blanks between its tokens; other text stays as it is.
func compact(text string) string {
	text = strings.TrimSpace(text)
	var out bytes.Buffer
	if json.Compact(&out, []byte(text)) != nil {
		return text
	}
	return out.String()
}

// unwrapped is the arguments of a call that holds itself: its name beside its
// arguments, as some models write it.
func unwrapped(name, arguments string) string {
	var whole struct {
		Name      string          `json:"name"`
		Arguments json.RawMessage `json:"arguments"`
	}
	n := 0
	Members([]byte(arguments), func(string, []byte) { n++ })
	if n == 2 && json.Unmarshal([]byte(arguments), &whole) == nil && whole.Name == name && isObject(string(whole.Arguments)) {
		return string(whole.Arguments)
	}
	return arguments
}

// shape follows JSON as it comes in pieces, to know whether it is complete
// without reading it from its start each time.
type shape struct {
	depth           int
	begun           bool
	quoted, escaped bool
}

func (s *shape) scan(piece string) {
	for i := range len(piece) {
		switch b := piece[i]; {
		case s.escaped:
			s.escaped = false
		case s.quoted:
			s.escaped, s.quoted = b == '\\', b != '"'
		case b == '"':
			s.quoted, s.begun = true, true
		case b == '{' || b == '[':
			s.depth++
			s.begun = true
		case b == '}' || b == ']':
			s.depth--
		}
	}
}

func (s *shape) complete() bool { return s.begun && s.depth <= 0 && !s.quoted }
