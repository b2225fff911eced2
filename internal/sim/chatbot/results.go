package chatbot

import (
	"encoding/json"
	"regexp"
	"strings"
)

// fields is a JSON object.
type fields = map[string]any

// result is one tool's result as the model received it.
type result struct {
	tool    string
	asked   fields
	sources []source
	lines   []string
}

// source is a "Source [n]: provider" line, and what a "[n] title" line calls it.
type source struct{ n, title string }

var (
	nameLine   = regexp.MustCompile(`^\[(\d{1,3})\] (.+)$`)
	sourceLine = regexp.MustCompile(`^Source \[(\d{1,3})\]: (.*)$`)
	labelLine  = regexp.MustCompile(`^([a-z][a-z0-9 /()-]{0,60}): (.+)$`)
	figure     = regexp.MustCompile(`^[+-]?\d[\d,]*(?:\.\d+)?`)
)

const maxValue = 200 // bytes of a value that are repeated

// resultsOf is the results of the tools called since the last question.
func resultsOf(messages []Message) []result {
	calls := make(map[string]ToolCall)
	var all []result
	for _, m := range messages {
		for _, c := range m.ToolCalls {
			calls[c.ID] = c
		}
		if m.Role != "tool" {
			continue
		}
		call := calls[m.ToolCallID]
		r := result{tool: call.Function.Name}
		if json.Unmarshal([]byte(call.Function.Arguments), &r.asked) != nil {
			r.asked = nil // of a scripted call that is no JSON
		}
		for line := range strings.Lines(string(m.Content)) {
			line = strings.TrimRight(line, "\r\n")
			if s := sourceLine.FindStringSubmatch(line); s != nil {
				r.sources = append(r.sources, source{s[1], s[2]})
			} else if !fence.MatchString(line) && (len(r.lines) > 0 || !named(r.sources, line)) {
				r.lines = append(r.lines, line)
			}
		}
		all = append(all, r)
	}
	return all
}

// named says whether a line tells what one of the sources is called, and calls it so.
func named(sources []source, line string) bool {
	m := nameLine.FindStringSubmatch(line)
	if m == nil {
		return false
	}
	for i := range sources {
		if sources[i].n == m[1] {
			sources[i].title = m[2]
			return true
		}
	}
	return false
}

// record is the labelled values of one thing, in order.
type record struct {
	cite   string // "[1]", or empty
	labels []string
	values map[string]string
}

func (s record) value(label string) string { return s.values[label] }

func (s *record) take(line string) {
	if m := labelLine.FindStringSubmatch(line); m != nil && !strings.Contains(line, " | ") {
		s.put(m[1], m[2])
	}
}

// quotes is a record for each "symbol:" line.
func (r result) quotes() []record {
	if r.tool != "quote" {
		return nil
	}
	var all []record
	for _, line := range r.lines {
		m := labelLine.FindStringSubmatch(line)
		switch {
		case m == nil || m[1] == "failed":
		case m[1] == "symbol":
			all = append(all, record{cite: r.citing("(" + m[2] + ")")})
			fallthrough
		case len(all) > 0:
			all[len(all)-1].take(line)
		}
	}
	return all
}

// single is the record of a result that speaks of one thing.
func (r result) single() record {
	s := record{cite: r.citing("")}
	for _, line := range r.lines {
		s.take(line)
	}
	return s
}

// citing is the mark of the source whose title contains a text; of the only
// source when there is just one.
func (r result) citing(text string) string {
	for _, s := range r.sources {
		if strings.Contains(s.title, text) || len(r.sources) == 1 {
			return "[" + s.n + "]"
		}
	}
	return ""
}

// failures is what the tool said it could not do, each in one sentence.
func (r result) failures() []string {
	var all []string
	for _, line := range r.lines {
		for _, mark := range []string{"failed: ", "Failed: "} {
			if why, ok := strings.CutPrefix(line, mark); ok {
				all = append(all, sentence(why))
			}
		}
	}
	return all
}

// sentence is the first sentence of a text, without its full stop.
func sentence(text string) string {
	if first, _, ok := strings.Cut(text, ". "); ok {
		text = first
	}
	text = strings.TrimRight(strings.TrimSpace(text), ".")
	if len(text) <= maxValue {
		return text
	}
	text = text[:maxValue]
	return text[:max(strings.LastIndexByte(text, ','), strings.LastIndexByte(text, ' '))+1] + ".."
}

// matches is the rows of a table of symbols.
func (r result) matches() [][]string {
	if r.tool != "symbols" {
		return nil
	}
	var rows [][]string
	for _, line := range r.lines {
		if row := strings.Split(line, " | "); len(row) >= 3 && row[0] != "symbol" {
			rows = append(rows, row)
		}
	}
	return rows
}

func (r result) firstMatch() string {
	if rows := r.matches(); len(rows) > 0 {
		return rows[0][0]
	}
	return ""
}

// plainNumber is the number that a value begins with, without separators.
func plainNumber(value string) string {
	return strings.ReplaceAll(strings.TrimPrefix(figure.FindString(value), "+"), ",", "")
}
