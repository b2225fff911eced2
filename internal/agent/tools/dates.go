package tools

import (
	"context"
	_ "embed"
	"fmt"
	"strings"

	"quotewire/internal/agent"
	"quotewire/internal/study"
)

//go:embed dates.md
var datesText string

type datesArgs struct {
	Text   string `json:"text" min:"1" max:"200" jsonschema:"words about time, such as on the 13th, last quarter, Q3 FY2025, or a date YYYY-MM-DD"`
	Symbol string `json:"symbol,omitempty" jsonschema:"whose market and fiscal year count, such as AAPL, VOD.L, BTC-USD; default ^GSPC"`
}

func (d desk) datesTool() (agent.Tool, error) {
	return agent.NewTool("dates", datesText, d.dates)
}

func (d desk) dates(ctx context.Context, args datesArgs, _ agent.Report) (agent.Result, error) {
	if args.Symbol == "" {
		args.Symbol = "^GSPC"
	}
	symbol, wrong := symbolArg(args.Symbol)
	if wrong != nil {
		return *wrong, nil
	}
	r, err := d.study.Sessions(ctx, args.Text, symbol, agent.TurnFrom(ctx).Location)
	if err != nil {
		return unanswered(ctx, err, studyAdvice(err), "dates failed: "+label(args.Text), "dates")
	}
	return agent.Result{
		Text:    writeSessions(r),
		Summary: label(args.Text) + ": " + r.Span.String(),
		Sources: []agent.Source{{
			Kind:     agent.SourceCalculation,
			Title:    fmt.Sprintf("%s read as %s, %s", label(args.Text), r.Span, r.Span.Market),
			Provider: "quotewire trading calendar",
		}},
	}, nil
}

func writeSessions(r *study.Sessions) string {
	var s sheet
	s.text(fmt.Sprintf("Dates of %q", label(r.Span.Words)))
	s.line("read as", r.Span.String())
	s.line("market", r.Span.Market)
	s.line("note", r.Span.Note)
	s.line("closed", r.Span.Closed)
	if r.Span.Sessions > 0 {
		s.linef("trading days", "%d", r.Span.Sessions)
	}
	if r.SoFar > 0 {
		s.linef("trading days so far, today included", "%d", r.SoFar)
	}
	if !r.First.IsZero() {
		s.linef("first and last trading day", "%s and %s", r.First, r.Last)
	}
	s.line("holidays", listed(r.Holidays))
	s.line("early closes and other unusual hours", listed(r.Early))
	if r.Open != "" {
		s.line("hours on "+r.HoursOn.String(), r.Open)
	}
	open := "no"
	switch {
	case !r.HoursKnown:
		open = "not known"
	case r.OpenNow:
		open = "yes"
	}
	s.line("open now", open)
	s.line("last completed trading day", r.LastCompleted.String())
	s.line("next trading day after today", r.Next.String())
	return s.String()
}

func listed(days []study.Holiday) string {
	parts := make([]string, len(days))
	for i, h := range days {
		parts[i] = fmt.Sprintf("%s (%s)", h.Date, h.Why)
	}
	return strings.Join(parts, ", ")
}
