package api

import (
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"

	"quotewire/internal/answer"
	"quotewire/internal/calendar"
	"quotewire/internal/exhibit"
)

// everyKind has facts, a table and a series, two origins and a cell of each kind.
func everyKind() *exhibit.Exhibit {
	day := calendar.Date{Year: 2025, Month: 11, Day: 19}
	at := time.Date(2025, 11, 19, 21, 0, 0, 0, time.UTC)
	number := exhibit.Number(1.5, exhibit.Fixed(2), exhibit.In("GBp")).Of("quote.price").During(exhibit.At(at))
	return &exhibit.Exhibit{
		Title: "t", Head: exhibit.Head{Subject: "VOD.L"}, Link: "/api/quotes/VOD.L",
		Facts: []exhibit.Fact{{Head: exhibit.Head{Name: "price"}, Values: []exhibit.Value{number}}, {Head: exhibit.Head{Name: "note"}, Values: []exhibit.Value{exhibit.Text("n")}}},
		Parts: []exhibit.Part{
			{
				Columns: []exhibit.Head{{Name: "name"}, {Name: "range", Period: exhibit.Fiscal(day, 12)}},
				Rows:    []exhibit.Row{{Cells: []exhibit.Value{exhibit.Text("a"), number.Then(number)}, Note: "r"}, {Cells: []exhibit.Value{{}, {}}, Head: exhibit.Head{Source: 2}}},
			},
			{
				Columns: []exhibit.Head{{Name: "day"}, {Name: "at"}, {Name: "close", Field: "history.close"}}, Chart: exhibit.Chart{Type: exhibit.Line, Y: []int{2}, Rebased: true},
				Rows: []exhibit.Row{{Cells: []exhibit.Value{exhibit.Day(day), exhibit.Moment(at, exhibit.UTC()), number}}},
			},
		},
		Origins: []exhibit.Origin{{Kind: exhibit.Market, Provider: "p", AsOf: at, Stale: true, Age: time.Minute}, {Kind: exhibit.Market, Provider: "p", AsOf: at}},
	}
}

// The numbers of an exhibit's sources are the answer's, each once; what is not cited
// has none.
func TestSourcesOfExhibits(t *testing.T) {
	for want, numbers := range map[string][2]int{"0 []": {}, "7 []": {0, 7}, "3 [3 5]": {3, 5}, "4 []": {4, 4}} {
		tables := exhibitData(answer.Exhibited{ID: "q2-e1", Exhibit: everyKind(), Sources: []answer.Source{{N: numbers[0]}, {N: numbers[1]}}})
		ids := ""
		for _, table := range tables {
			ids += table.ID + " "
		}
		if got := fmt.Sprint(tables[1].N, tables[1].Sources); got != want || ids != "q2-e1 q2-e1.2 q2-e1.3 " {
			t.Errorf("sources numbered %v are %s of %s, want %s", numbers, got, ids, want)
		}
	}
}

// wide is an exhibit that takes nearly all that is sent of one.
func wide() *exhibit.Exhibit {
	p := exhibit.Part{Columns: []exhibit.Head{{Name: "text"}}}
	for range 1000 {
		p.Rows = append(p.Rows, exhibit.Row{Cells: []exhibit.Value{exhibit.Text(strings.Repeat("x", 300))}})
	}
	return &exhibit.Exhibit{Title: "wide", Parts: []exhibit.Part{p}}
}

// A whole answer has as many exhibits as there is room for, and counts the others; a
// stream has all of them, each within its bounds.
func TestAnswersHoldSoManyExhibits(t *testing.T) {
	const shown = 40
	w := newWorld(t, script(func(_ context.Context, _ answer.Turn, yield func(answer.Event, error) bool) {
		for i := range shown {
			if !yield(answer.Exhibited{ID: fmt.Sprintf("e%d", i+1), Exhibit: wide()}, nil) {
				return
			}
		}
		yield(answer.Finished{Reason: answer.FinishStop}, nil)
	}))
	text := body(t, w.do(t, t.Context(), http.MethodPost, "/api/chat", hi, nil))
	var reply struct {
		Exhibits []exhibit.Table `json:"exhibits"`
		LeftOut  int             `json:"exhibits_left_out"`
	}
	if err := json.Unmarshal([]byte(text), &reply); err != nil {
		t.Fatal(err)
	}
	if n := len(reply.Exhibits); n+reply.LeftOut != shown || n < 16 || len(text) > 1<<20+4<<10 {
		t.Errorf("%d exhibits, %d left out, in %d bytes", n, reply.LeftOut, len(text))
	}
	events, err := w.events(t, hi)
	if err != nil {
		t.Fatal(err)
	}
	events = slices.DeleteFunc(events, func(e event) bool { return e.name != eventExhibit })
	if len(events) != shown {
		t.Fatalf("%d events, want %d", len(events), shown)
	}
	for _, e := range events {
		if len(e.data) > exhibit.MostBytes || len(e.data) < exhibit.MostBytes/2 || !strings.Contains(e.data, `"rows_total":1000`) {
			t.Fatalf("%s has %d bytes: %.200s", e.id, len(e.data), e.data)
		}
	}
}
