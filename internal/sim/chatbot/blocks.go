package chatbot

import (
	"fmt"
	"slices"
	"strings"
)

// block is a paragraph of a result: a heading, labelled values, or a table.
type block struct {
	head string
	record
	rows [][]string // of a table, its heading first
}

// blocks are the paragraphs of a result.
func (r result) blocks() []block {
	var all []block
	fresh := true
	for _, line := range r.lines {
		if strings.TrimSpace(line) == "" {
			fresh = true
			continue
		}
		if fresh {
			all = append(all, block{})
			fresh = false
		}
		b := &all[len(all)-1]
		label, value, labelled := strings.Cut(line, ": ")
		switch row := strings.Split(line, " | "); {
		case len(row) > 1:
			for i := range row {
				row[i] = clipped(strings.Trim(row[i], " |"))
			}
			b.rows = append(b.rows, row)
		case labelled && len(label) <= 80 && strings.Count(label, "(") == strings.Count(label, ")"): // else the colon stands in a heading's brackets
			b.put(label, value)
		case b.head == "" && len(b.labels) == 0 && len(b.rows) == 0:
			b.head = clipped(line)
		default:
			b.rows = append(b.rows, []string{clipped(line)})
		}
	}
	return all
}

// put keeps the first value of a label.
func (s *record) put(label, value string) {
	if s.values == nil {
		s.values = make(map[string]string)
	}
	if _, again := s.values[label]; !again {
		s.labels = append(s.labels, label)
		s.values[label] = clipped(value)
	}
}

// clipped is the beginning of a text that may be repeated.
func clipped(text string) string { return clippedTo(strings.TrimSpace(text), maxValue) }

// beginning are "label is value" of the labels that begin with one of some
// words, in the order of the words; of all labels when there are no words.
func (s record) beginning(words []string) []string {
	var said []string
	if len(words) == 0 {
		words = []string{""}
	}
	for _, word := range words {
		for _, label := range s.labels {
			line := label + " is " + s.values[label]
			if strings.HasPrefix(label, word) && !slices.Contains(said, line) {
				said = append(said, line)
			}
		}
	}
	return said
}

// cells is a row of a table with what its columns are called.
func cells(head, row []string) string {
	var said []string
	for i, cell := range row {
		if i > 0 && i < len(head) && cell != "" && head[i] != "" && !beside(head[i]) {
			said = append(said, head[i]+" "+cell)
		}
	}
	if len(said) == 0 {
		return row[0]
	}
	return fmt.Sprintf("%s: %s", row[0], strings.Join(said, ", "))
}

// named is a symbol with the name that a source's title gives it.
func (r result) named(symbol string) string {
	for _, s := range r.sources {
		if name, _, ok := strings.Cut(s.title, "("+symbol+")"); ok && len(name) < maxValue {
			return name + "(" + symbol + ")"
		}
	}
	return symbol
}

// cites are the marks of the sources of some symbols; of all when none is
// theirs.
func (r result) cites(symbols ...string) string {
	var own, all strings.Builder
	for _, s := range r.sources {
		mark := "[" + s.n + "]"
		all.WriteString(mark)
		if slices.ContainsFunc(symbols, func(symbol string) bool { return strings.Contains(s.title, "("+symbol+")") }) {
			own.WriteString(mark)
		}
	}
	if own.Len() > 0 {
		return own.String()
	}
	return all.String()
}

// beside says that a column is of less interest than its neighbours.
func beside(column string) bool {
	return slices.ContainsFunc([]string{"value (", "pay (", "of year", "ownership", "age"}, func(p string) bool { return strings.HasPrefix(column, p) })
}
