package search

import (
	"cmp"
	"errors"
	"fmt"
	"time"

	"quotewire/internal/llm"
)

// Budget bounds what one answer may cost before it is written. A step that would
// go past it is not asked, and the answer is written from what is known by then.
type Budget struct {
	Rounds    int           // of questions, the first included. 2
	Questions int           // in all rounds. 8
	Pages     int           // read, without those that the reader names. 10
	Tokens    int           // of prompts and completions. 200,000
	Time      time.Duration // 90s
	// Cost is in the currency that the prices are in; 0: not counted. The prices
	// are for a million tokens.
	Cost, PromptPrice, CompletionPrice float64
}

// normal is the budget with its defaults.
func (b Budget) normal() (Budget, error) {
	faults := usual([]bound{
		{"Budget.Rounds", &b.Rounds, 2}, {"Budget.Questions", &b.Questions, 8}, {"Budget.Pages", &b.Pages, 10}, {"Budget.Tokens", &b.Tokens, 200_000},
	})
	switch {
	case b.Time < 0:
		faults = append(faults, fmt.Errorf("option Budget.Time is %s: want more than 0, or 0 for 90s", b.Time))
	case b.Time == 0:
		b.Time = 90 * time.Second
	}
	if b.Cost < 0 || b.PromptPrice < 0 || b.CompletionPrice < 0 {
		faults = append(faults, errors.New("option Budget: costs and prices must not be negative"))
	}
	if b.Cost > 0 && b.PromptPrice == 0 && b.CompletionPrice == 0 {
		faults = append(faults, errors.New("option Budget.Cost is set and no price is: want PromptPrice and CompletionPrice too"))
	}
	return b, errors.Join(faults...)
}

// bound is an option that bounds something, and what it is where it is 0.
type bound struct {
	name  string
	most  *int
	usual int
}

// usual sets the bounds that are not set, and says which cannot be.
func usual(bounds []bound) (faults []error) {
	for _, b := range bounds {
		if *b.most < 0 {
			faults = append(faults, fmt.Errorf("option %s is %d: want more than 0, or 0 for %d", b.name, *b.most, b.usual))
		}
		*b.most = cmp.Or(*b.most, b.usual)
	}
	return faults
}

// Why gathering stops before it is done.
var (
	errTime   = errors.New("its time is up")
	errTokens = errors.New("its tokens are spent")
	errCost   = errors.New("its money is spent")
	errFinish = errors.New("the reader asked for the answer")
)

// overBudget is which of a budget's bounds made a step fail, nil for none.
func overBudget(err error) error {
	for _, bound := range []error{errTokens, errCost} {
		if errors.Is(err, bound) {
			return bound
		}
	}
	return nil
}

// spent is why no more may be used up, nil when more may.
func (b Budget) spent(u llm.Usage) error {
	switch cost := (float64(u.PromptTokens)*b.PromptPrice + float64(u.CompletionTokens)*b.CompletionPrice) / 1e6; {
	case u.PromptTokens+u.CompletionTokens >= b.Tokens:
		return errTokens
	case b.Cost > 0 && cost >= b.Cost:
		return errCost
	}
	return nil
}
