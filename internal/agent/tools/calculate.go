package tools

import (
	"context"
	_ "embed"
	"fmt"
	"strings"

	"quotewire/internal/agent"
)

//go:embed calculate.md
var calculateText string

type calculateArgs struct {
	Expression string `json:"expression" min:"1" max:"500" jsonschema:"such as (189.84 - 171.21) / 171.21 * 100 or mean(1.5, 2.25, 4)"`
}

func calculateTool() (agent.Tool, error) {
	return agent.NewTool("calculate", calculateText, calculate)
}

func calculate(_ context.Context, args calculateArgs, _ agent.Report) (agent.Result, error) {
	expression := label(args.Expression)
	n, err := evaluate(args.Expression)
	if err != nil {
		return failed("cannot calculate "+expression, fmt.Sprintf("%s: %v", expression, err)), nil
	}
	value, note := n.show()
	var s sheet
	s.text("Calculation")
	s.line("expression", strings.Join(strings.Fields(args.Expression), " "))
	s.line("result", value)
	s.line("note", note)
	return agent.Result{
		Text:    s.String(),
		Summary: fmt.Sprintf("%s = %s", expression, value),
		Sources: []agent.Source{{
			Kind:     agent.SourceCalculation,
			Title:    fmt.Sprintf("%s = %s", expression, value),
			Provider: "quotewire calculator",
		}},
	}, nil
}
