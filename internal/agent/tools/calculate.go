package tools

import (
	"context"
	"fmt"
	"strings"

	"quotewire/internal/agent"
	"quotewire/internal/arithmetic"
	"quotewire/internal/exhibit"
)

type calculateArgs struct {
	Expression string `json:"expression" min:"1" max:"500" jsonschema:"such as (189.84 - 171.21) / 171.21 * 100 or mean(1.5, 2.25, 4)"`
}

func calculate(_ context.Context, args calculateArgs, _ agent.Report) (agent.Result, error) {
	expression := label(args.Expression)
	n, err := arithmetic.Evaluate(args.Expression)
	if err != nil {
		return failed("cannot calculate "+expression, fmt.Sprintf("%s: %v", expression, err)), nil
	}
	text, digits := n.Text()
	value := exhibit.Separated(text)
	b := builder{exhibit.Exhibit{Title: "Calculation"}}
	b.words("expression", strings.Join(strings.Fields(args.Expression), " "))
	b.top().add("result", resultOf(n, text))
	if digits > 0 {
		b.words("note", fmt.Sprintf("rounded to %d significant digits", digits))
	}
	b.Origins = []exhibit.Origin{{Kind: exhibit.Calculation, Title: fmt.Sprintf("%s = %s", expression, value), Provider: "quotewire calculator"}}
	return b.result(0, fmt.Sprintf("%s = %s", expression, value)), nil
}

// resultOf is n as it is written: as a number where it is one that is not too large.
func resultOf(n arithmetic.Number, text string) exhibit.Value {
	v := exhibit.Number(n.Float(), exhibit.Grouped(), exhibit.Unit{})
	if v.Kind == exhibit.Absent {
		return exhibit.Text(text)
	}
	v.Text = text
	return v.Of("calculation.result")
}
