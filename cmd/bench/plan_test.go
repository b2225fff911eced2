package main

import (
	"encoding/json"
	"testing"
	"time"
)

func TestPlanSurvivesAServersWrapping(t *testing.T) {
	old := plan{id: 1, count: 9}
	want := plan{id: 42, count: 5000, gap: 20 * time.Millisecond, stamp: true, hold: true, pause: time.Second, split: true}
	body, err := json.Marshal(map[string]any{"messages": []map[string]string{
		{"role": "system", "content": "Answer <first> & short."},
		{"role": "user", "content": old.question()},
		{"role": "user", "content": "<question>\n" + want.question() + "\n</question>"},
	}})
	if err != nil {
		t.Fatal(err)
	}
	got, err := parsePlan(body)
	if err != nil || got != want {
		t.Errorf("parsePlan = %+v, %v; want %+v", got, err, want)
	}
}

func TestParsePlanWithoutOne(t *testing.T) {
	for _, body := range []string{"", "{}", `bench-plan id=x count=1 gap=0 stamp=0 hold=0 pause=0 split=0 end`,
		`bench-plan id=99999999999999999999 count=1 gap=0 stamp=0 hold=0 pause=0 split=0 end`} {
		if p, err := parsePlan([]byte(body)); err == nil {
			t.Errorf("parsePlan(%q) = %+v, want an error", body, p)
		}
	}
}
