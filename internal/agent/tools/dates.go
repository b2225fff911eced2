package tools

import (
	"cmp"
	"context"
	"fmt"

	"quotewire/internal/agent"
	"quotewire/internal/answer"
	"quotewire/internal/exhibit"
	"quotewire/internal/study"
)

type datesArgs struct {
	Text   string `json:"text" min:"1" max:"200" jsonschema:"words about time, such as on the 13th, last quarter, Q3 FY2025, or a date YYYY-MM-DD"`
	Symbol string `json:"symbol,omitempty" jsonschema:"whose market and fiscal year count, such as AAPL, VOD.L, BTC-USD; default ^GSPC"`
}

func (ts toolset) dates(ctx context.Context, args datesArgs, _ agent.Report) (agent.Result, error) {
	symbol, wrong := symbolArg(cmp.Or(args.Symbol, "^GSPC"))
	if wrong != nil {
		return *wrong, nil
	}
	r, err := ts.study.Sessions(ctx, args.Text, symbol, answer.TurnFrom(ctx).Location)
	if err != nil {
		return unanswered(ctx, err, studyAdvice(err), "dates failed: "+label(args.Text), "dates")
	}
	b := writeSessions(r)
	b.Origins = []exhibit.Origin{{
		Kind:     exhibit.Calculation,
		Title:    fmt.Sprintf("%s read as %s, %s", label(args.Text), r.Span, r.Span.Market),
		Provider: "quotewire trading calendar",
	}}
	return b.result(0, label(args.Text)+": "+r.Span.String()), nil
}

func writeSessions(r *study.Sessions) *builder {
	s := &builder{exhibit.Exhibit{Title: fmt.Sprintf("Dates of %q", label(r.Span.Words))}}
	s.words("read as", r.Span.String())
	s.words("market", r.Span.Market)
	s.words("note", r.Span.Note)
	s.words("closed", r.Span.Closed)
	if r.Span.Sessions > 0 {
		s.top().add("trading days", tally(float64(r.Span.Sessions)).Of("dates.sessions").During(exhibit.Span(r.Span.From, r.Span.To)))
	}
	if r.SoFar > 0 {
		s.top().add("trading days so far, today included", tally(float64(r.SoFar)).Of("dates.sessions_so_far"))
	}
	if !r.First.IsZero() {
		s.wordsf("first and last trading day", "%s and %s", r.First, r.Last)
	}
	s.words("holidays", holidays(r.Holidays))
	s.words("early closes and other unusual hours", holidays(r.Early))
	if r.Open != "" {
		s.words("hours on "+r.HoursOn.String(), r.Open)
	}
	open := "no"
	switch {
	case !r.HoursKnown:
		open = "not known"
	case r.OpenNow:
		open = "yes"
	}
	s.words("open now", open)
	s.words("last completed trading day", r.LastCompleted.String())
	s.words("next trading day after today", r.Next.String())
	return s
}

func holidays(days []study.Holiday) string {
	return listed(days, ", ", func(h study.Holiday) string { return fmt.Sprintf("%s (%s)", h.Date, h.Why) })
}
