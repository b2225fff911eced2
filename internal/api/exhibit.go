package api

import (
	"encoding/json"
	"fmt"
	"slices"

	"quotewire/internal/answer"
	"quotewire/internal/exhibit"
)

// maxExhibits bounds what an answer in one piece holds of exhibits, in bytes: a stream
// sends them as they come and keeps none.
const maxExhibits = 1 << 20

// exhibitData are the tables of an exhibit as a client reads them, an event each: with
// ids of their own and the numbers of their sources. What is not cited has none.
func exhibitData(ev answer.Exhibited) []exhibit.Table {
	tables := ev.Exhibit.Bounded()
	for i := range tables {
		t := &tables[i]
		if t.ID = ev.ID; i > 0 {
			t.ID = fmt.Sprintf("%s.%d", ev.ID, i+1)
		}
		var numbers []int
		for _, origin := range t.Sources {
			if n := ev.Sources[origin-1].N; n > 0 && !slices.Contains(numbers, n) {
				numbers = append(numbers, n)
			}
		}
		if len(numbers) > 0 {
			t.N = numbers[0]
		}
		if t.Sources = numbers; len(numbers) == 1 {
			t.Sources = nil
		}
	}
	return tables
}

// show sends the tables of an exhibit, each in an event of its own.
func (s *stream) show(ev answer.Exhibited) error {
	for _, t := range exhibitData(ev) {
		if err := s.event(eventExhibit, t); err != nil {
			return err
		}
	}
	return nil
}

// show keeps the tables of an exhibit as they will be sent, as far as there is room.
func (d *replyData) show(ev answer.Exhibited) error {
	for _, t := range exhibitData(ev) {
		data, err := json.Marshal(t)
		if err != nil {
			return fmt.Errorf("encode exhibit: %w", err)
		}
		if d.exhibited+len(data) > maxExhibits {
			d.ExhibitsLeftOut++
			continue
		}
		d.exhibited += len(data)
		d.Exhibits = append(d.Exhibits, data)
	}
	return nil
}
