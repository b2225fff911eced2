package model

import (
	"encoding/json"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"quotewire/internal/sim/chatbot"
)

// callForm is how calls stand in a stream's tool_calls.
type callForm struct {
	merged   bool // calls of one tool are one call of all their arguments
	together bool // all first pieces come in one chunk, of tool_calls
	legacy   bool // function_call in the place of tool_calls
	sealed   bool // the first call carries a signature
	empties  bool // later pieces have an empty id and name
	named    bool // later pieces have the id and the name again
	name     func(string) string
	index    func(at int) any
	id       func(c placed, piece int) any
	encode   func(arguments string) any
	pieces   func(arguments string) []string
}

// placed is a call and its place in the answer.
type placed struct {
	chatbot.Call
	id     string // as OpenAI would call it
	at     int    // in its step
	before int    // calls of earlier steps
}

// wirePiece is a piece of a call.
type wirePiece struct {
	Index    any           `json:"index,omitempty"`
	ID       any           `json:"id,omitempty"`
	Type     string        `json:"type,omitempty"`
	Function pieceFunction `json:"function"`
	Extra    fields        `json:"extra_content,omitempty"`
}

type pieceFunction struct {
	Name      any `json:"name,omitempty"`
	Arguments any `json:"arguments"`
}

// called is the calls of a step as pieces, call by call.
func (o outcome) called() [][]wirePiece {
	f := o.dialect.calls
	var all [][]wirePiece
	for _, c := range o.calls {
		var pieces []wirePiece
		for i, arguments := range f.arguments(c.Arguments) {
			p := wirePiece{Function: pieceFunction{Arguments: arguments}, Index: c.at}
			if f.index != nil {
				p.Index = f.index(c.at)
			}
			if i == 0 || f.named {
				p.Type, p.ID, p.Function.Name = "function", c.id, c.Name
				if f.name != nil {
					p.Function.Name = f.name(c.Name)
				}
			} else if f.empties {
				p.ID, p.Function.Name = "", ""
			}
			if f.id != nil {
				p.ID = f.id(c, i)
			}
			pieces = append(pieces, p)
		}
		if f.sealed && c.at == 0 {
			pieces[0].Extra = fields{"google": fields{"thought_signature": signature(o.turn.question, len(o.turn.steps), c.Name)}}
		}
		all = append(all, pieces)
	}
	return all
}

// callDeltas is the same as a stream has it.
func (o outcome) callDeltas() []fields {
	f := o.dialect.calls
	var deltas []fields
	var first []wirePiece
	for _, pieces := range o.called() {
		if f.together && !f.legacy {
			first, pieces = append(first, pieces[0]), pieces[1:]
		}
		for _, p := range pieces {
			deltas = append(deltas, callDelta(f.legacy, p))
		}
	}
	if len(first) > 0 {
		deltas = slices.Insert(deltas, 0, callDelta(false, first...))
	}
	return deltas
}

func callDelta(legacy bool, pieces ...wirePiece) fields {
	if legacy {
		return fields{"function_call": pieces[0].Function}
	}
	return fields{"tool_calls": pieces}
}

// arguments is the arguments of each piece of a call.
func (f callForm) arguments(whole string) (all []any) {
	if f.encode != nil {
		encoded := f.encode(whole)
		text, ok := encoded.(string)
		if !ok {
			return []any{encoded}
		}
		whole = text
	}
	pieces := f.pieces
	if pieces == nil {
		pieces = thirds
	}
	for _, p := range pieces(whole) {
		all = append(all, p)
	}
	return all
}

// merge puts calls of the same tool into one.
func merge(calls []chatbot.Call) (merged []chatbot.Call) {
	for _, c := range calls {
		i := slices.IndexFunc(merged, func(m chatbot.Call) bool { return m.Name == c.Name })
		if i < 0 {
			merged = append(merged, c)
		} else {
			merged[i].Arguments += c.Arguments
		}
	}
	return merged
}

// Pieces of the arguments. The first comes with the call's name.

func thirds(arguments string) []string {
	pieces := []string{""}
	for n := 3; n > 0 && arguments != ""; n-- {
		size := (len(arguments) + n - 1) / n
		pieces, arguments = append(pieces, arguments[:size]), arguments[size:]
	}
	return pieces
}

func inOne(arguments string) []string { return []string{arguments} }

func nameThenAll(arguments string) []string { return []string{"", arguments} }

func emptyFirst(arguments string) []string {
	pieces := thirds(arguments)
	pieces[0] = "{}"
	return pieces
}

func wholeAgain(arguments string) []string { return append(thirds(arguments), arguments) }

func wholeTwice(arguments string) []string { return []string{arguments, arguments} }

// Arguments in the place of a text that holds an object.

func asText(arguments string) any { return strconv.Quote(arguments) }

func asObject(arguments string) any { return json.RawMessage(arguments) }

// Ids of a call's pieces; nil is none.

func noID(placed, int) any { return nil }

func emptyID(placed, int) any { return "" }

func anotherID(c placed, piece int) any { return fmt.Sprintf("%s_%d", c.id, piece) }

func placeID(c placed, piece int) any { return firstOnly(piece, fmt.Sprintf("call_%d", c.at)) }

func functionID(c placed, piece int) any {
	return firstOnly(piece, fmt.Sprintf("functions.%s:%d", c.Name, c.before+c.at))
}

// nineID is nine letters and digits, the end of the id that OpenAI would give.
func nineID(c placed, piece int) any {
	id := "000000000" + strings.ReplaceAll(c.id, "_", "")
	return firstOnly(piece, id[len(id)-9:])
}

func firstOnly(piece int, id string) any {
	if piece > 0 {
		return nil
	}
	return id
}

// Numbers of calls; nil is none.

func allZero(int) any { return 0 }

func noIndex(int) any { return nil }
