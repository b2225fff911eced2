package model

import (
	"bytes"
	"encoding/json"
	"maps"
	"slices"
	"strings"
	"unicode/utf16"

	"quotewire/internal/sim/chatbot"
)

// said is the text of a step as the server sends it: thoughts and calls are part
// of it where nothing takes them out.
func (o outcome) said() string {
	d, text := o.dialect, o.Text
	if len(o.calls) > 0 && d.write != nil {
		var calls []chatbot.Call
		for _, c := range o.calls {
			calls = append(calls, c.Call)
		}
		text += d.write(calls)
	} else if text != "" && !strings.HasPrefix(text, "{") {
		text = d.begins + text
	}
	if d.aloud != nil {
		text = d.aloud(o.thought) + text
	}
	return text
}

// deltas is what the chunks of a stream hold.
func (o outcome) deltas() []fields {
	d := o.dialect
	first := d.opening
	if first == nil {
		first = fields{"role": "assistant", "content": ""}
	}
	all := []fields{first}
	if d.think != nil {
		all = append(all, d.think(o.thought)...)
	}
	split := d.text
	if split == nil {
		split = words
	}
	for _, content := range split(o.said()) {
		all = append(all, fields{"content": content})
	}
	if d.write == nil {
		all = append(all, o.callDeltas()...)
	}
	for i, delta := range all {
		all[i] = over(d.each, delta)
	}
	return all
}

// over is fields with more laid over them.
func over(under, more fields) fields {
	if under == nil {
		return more
	}
	sum := maps.Clone(under)
	maps.Copy(sum, more)
	return sum
}

// envelope is a chunk without its choice.
func (o outcome) envelope() fields {
	body := over(o.dialect.beside, fields{"id": o.id, "object": "chat.completion.chunk", "created": o.made, "model": o.asked.Model})
	if o.asked.StreamOptions.IncludeUsage && o.dialect.usage == usageAsked {
		body["usage"] = nil
	}
	return body
}

func choice(delta fields, finish any) fields {
	return fields{"index": 0, "delta": delta, "logprobs": nil, "finish_reason": finish}
}

// chunk is one data line of a stream, with the blank line after it.
func (o outcome) chunk(delta fields, finish any) []byte {
	body := o.envelope()
	body["choices"] = []fields{choice(delta, finish)}
	return frame(body)
}

// frame is a data line and the blank line after it.
func frame(v any) []byte {
	return slices.Concat([]byte("data: "), encoded(v), []byte("\n\n"))
}

// encoded is JSON as model servers write it: Go's own would escape what is markup
// in HTML.
func encoded(v any) []byte {
	var b bytes.Buffer
	encoder := json.NewEncoder(&b)
	encoder.SetEscapeHTML(false)
	if encoder.Encode(v) != nil { // what this package builds encodes; a client sees the error if not
		return []byte(`{"error":{"message":"cannot encode"}}`)
	}
	return bytes.TrimSuffix(b.Bytes(), []byte("\n"))
}

// frames is the whole stream, piece by piece. A frame that a dialect does not
// have is empty.
func (o outcome) frames() (chunks [][]byte, finish, usage, done []byte) {
	form := o.dialect.body
	if form.before != nil {
		chunks = append(chunks, form.before(o))
	}
	for i, delta := range o.deltas() {
		if i%2 == 1 && form.between != "" {
			chunks = append(chunks, []byte(form.between))
		}
		chunks = append(chunks, o.content(delta, i+1))
	}
	finish, usage = o.finish(), o.count()
	if !form.noDone {
		done = []byte("data: [DONE]\n\n")
	}
	if form.spell == nil {
		return chunks, finish, usage, done
	}
	for i := range chunks {
		chunks[i] = form.spell(chunks[i])
	}
	return chunks, form.spell(finish), form.spell(usage), form.spell(done)
}

// content is the nth chunk that carries anything.
func (o outcome) content(delta fields, n int) []byte {
	body := o.envelope()
	var reason any
	if o.dialect.ends == endsEverywhere {
		reason = o.Finish
	}
	if o.dialect.usage == usageEverywhere {
		body["usage"] = usage{o.usage.Prompt, n, o.usage.Prompt + n}
	}
	body["choices"] = []fields{choice(delta, reason)}
	return frame(body)
}

// finish is the chunk of the finish reason.
func (o outcome) finish() []byte {
	if o.dialect.ends != endsApart {
		return nil
	}
	body, last := o.envelope(), choice(over(o.dialect.each, fields{}), o.Finish)
	switch o.dialect.usage {
	case usageInChoice:
		last["usage"] = o.usage
	case usageInGroq:
		body["x_groq"] = fields{"id": "req_" + o.id, "usage": o.usage}
	case usageBesideReason:
		body["usage"] = o.usage
	}
	body["choices"] = []fields{last}
	return frame(body)
}

// count is the chunk of the usage.
func (o outcome) count() []byte {
	body := o.envelope()
	switch {
	case o.dialect.usage == usageAsked && o.asked.StreamOptions.IncludeUsage:
		body["choices"] = []fields{}
	case o.dialect.usage == usageBesideText:
		body["choices"] = []fields{choice(over(o.dialect.each, fields{"content": ""}), nil)}
	default:
		return nil
	}
	body["usage"] = o.usage
	return frame(body)
}

// crlf is how some proxies write lines.
func crlf(lines []byte) []byte {
	lines = bytes.ReplaceAll(lines, []byte("\n"), []byte("\r\n"))
	return bytes.ReplaceAll(lines, []byte("data: "), []byte("data:"))
}

// What `content` is, chunk by chunk.

func words(text string) (all []any) {
	for word := range strings.SplitAfterSeq(text, " ") {
		if word != "" {
			all = append(all, word)
		}
	}
	return all
}

// shards parts a text without regard to words, so that tags fall apart.
func shards(text string) (all []any) {
	for piece := range slices.Chunk([]rune(text), 7) {
		all = append(all, string(piece))
	}
	return all
}

func textParts(text string) (all []any) {
	for _, word := range words(text) {
		all = append(all, []fields{{"type": "text", "text": word}})
	}
	return all
}

// halves parts a text between UTF-16 units: a character may fall apart.
func halves(text string) (all []any) {
	units := utf16Text(utf16.Encode([]rune(text)))
	for size := 1; len(units) > 0; size = 9 {
		size = min(size, len(units))
		all, units = append(all, units[:size]), units[size:]
	}
	return all
}

// utf16Text is written with an escape for each unit beyond ASCII.
type utf16Text []uint16

// MarshalJSON writes a string.
func (u utf16Text) MarshalJSON() ([]byte, error) {
	out := []byte{'"'}
	for _, unit := range u {
		if unit >= ' ' && unit < 0x7f && unit != '"' && unit != '\\' {
			out = append(out, byte(unit))
			continue
		}
		const digits = "0123456789abcdef"
		out = append(out, '\\', 'u', digits[unit>>12], digits[unit>>8&15], digits[unit>>4&15], digits[unit&15])
	}
	return append(out, '"'), nil
}
