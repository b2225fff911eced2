package main

import (
	"encoding/json"
	"io"
	"math"
	"net/http"
	"os"
	"strconv"
	"strings"
	"testing"
)

// TestExhibits has each tool called and compares the exhibits that a reader gets. What
// an exhibit links to is asked for, and has to have the numbers of its rows; facts may
// be computed of them.
func TestExhibits(t *testing.T) {
	play(t, "testdata/exhibits", func(t *testing.T, parts map[string]string) map[string]string {
		w := startWalk(t, []string{simulatedSeries(t)}, steps(t, parts["model"])...)
		said := w.post(`{"question":"Show me."}`)
		for _, tool := range w.model.Requests()[0].Tools {
			if _, err := os.Stat("testdata/exhibits/" + tool.Name + ".txtar"); err != nil {
				t.Errorf("what %s shows is not recorded: %v", tool.Name, err)
			}
		}
		var shown strings.Builder
		for frame := range strings.SplitSeq(said, "\n\n") {
			_, data, _ := strings.Cut(frame, "\ndata: ")
			if !strings.HasPrefix(frame, "event: exhibit\n") {
				continue
			}
			shown.WriteString(lined(data) + "\n\n")
			w.follow(data)
		}
		return map[string]string{"exhibits": shown.String()}
	})
}

// lined is a table of JSON with a field a line, a column and a row too.
func lined(data string) string {
	var b strings.Builder
	depth, quoted := 0, false
	for i, c := range data {
		b.WriteRune(c)
		switch {
		case c == '"' && !(quoted && escaped(data[:i])):
			quoted = !quoted
		case quoted:
		case c == '{' || c == '[':
			if depth++; depth == 2 && c == '[' {
				b.WriteString("\n  ")
			}
		case c == '}' || c == ']':
			depth--
		case c == ',' && depth <= 2:
			b.WriteString("\n" + strings.Repeat(" ", depth))
		}
	}
	return b.String()
}

// escaped says that what follows before is escaped.
func escaped(before string) bool {
	return (len(before)-len(strings.TrimRight(before, `\`)))%2 == 1
}

// follow asks for what an exhibit links to.
func (w *walk) follow(data string) {
	w.t.Helper()
	var e struct {
		ID, Kind, Title, Link string
		Rows                  [][]any
	}
	if err := json.Unmarshal([]byte(data), &e); err != nil {
		w.t.Fatal(err)
	}
	if e.Link == "" {
		return
	}
	res, err := http.Get(w.url + e.Link)
	if err != nil {
		w.t.Fatal(err)
	}
	defer func() { _ = res.Body.Close() }()
	text, err := io.ReadAll(res.Body)
	if err != nil {
		w.t.Fatal(err)
	}
	var whole any
	if err := json.Unmarshal(text, &whole); err != nil || res.StatusCode != http.StatusOK {
		w.t.Fatalf("%s links to %s, which answers %s, %v: %.300s", e.ID, e.Link, res.Status, err, text)
	}
	there := map[string]bool{}
	gather(whole, there)
	missing := 0
	for _, row := range e.Rows {
		for _, cell := range row {
			if v, ok := cell.(float64); ok && e.Kind != "facts" && !there[digits(v)] && !there[digits(v/100)] {
				if missing++; missing < 4 {
					w.t.Errorf("%s %s %s: %v in %v is not at %s", e.ID, e.Kind, e.Title, cell, row, e.Link)
				}
			}
		}
	}
}

// gather notes the numbers of an answer.
func gather(v any, there map[string]bool) {
	switch v := v.(type) {
	case map[string]any:
		for _, one := range v {
			gather(one, there)
		}
	case []any:
		for _, one := range v {
			gather(one, there)
		}
	case float64:
		there[digits(v)] = true
	}
}

// digits is as much of a number as each route gives.
func digits(v float64) string {
	if math.Abs(v) < 1e-9 {
		return "0"
	}
	return strconv.FormatFloat(v, 'g', 6, 64)
}
