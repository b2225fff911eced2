package tools

import (
	"context"
	"fmt"
	"strings"

	"quotewire/internal/agent"
	"quotewire/internal/exhibit"
)

type calculateArgs struct {
	Expression string `json:"expression" min:"1" max:"500" jsonschema:"such as (189.84 - 171.21) / 171.21 * 100 or mean(1.5, 2.25, 4)"`
}

func calculate(_ context.Context, args calculateArgs, _ agent.Report) (agent.Result, error) {
	expression := label(args.Expression)
	n, err := evaluate(args.Expression)
	if err != nil {
		return failed("cannot calculate "+expression, fmt.Sprintf("%s: %v", expression, err)), nil
	}
	value, note := n.show()
	b := builder{exhibit.Exhibit{Title: "Calculation"}}
	b.words("expression", strings.Join(strings.Fields(args.Expression), " "))
	b.top().add("result", n.value(value))
	b.words("note", note)
	b.Origins = []exhibit.Origin{{Kind: exhibit.Calculation, Title: fmt.Sprintf("%s = %s", expression, value), Provider: "quotewire calculator"}}
	return b.result(0, fmt.Sprintf("%s = %s", expression, value)), nil
}
