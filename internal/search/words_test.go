package search

import (
	"context"
	"errors"
	"fmt"
	"iter"
	"slices"
	"strings"
	"testing"

	"quotewire/internal/answer"
	"quotewire/internal/exhibit"
	"quotewire/internal/llm"
	"quotewire/internal/scrape"
)

// ours is what stands outside of all fences of a prompt.
func ours(text string) string {
	var kept []string
	fence := ""
	for line := range strings.Lines(text) {
		switch bare := strings.TrimRight(line, "\n"); {
		case fence != "" && bare == fence:
			fence = ""
		case fence == "" && strings.HasPrefix(bare, "----- "):
			fence = bare
		case fence == "":
			kept = append(kept, line)
		}
	}
	return strings.Join(kept, "")
}

// signed is a web whose pages call themselves and their site something.
type signed struct{ *fakeWeb }

func (s signed) Read(ctx context.Context, r scrape.Request) (scrape.Page, error) {
	p, err := s.fakeWeb.Read(ctx, r)
	p.Title, p.Site, p.Author = "MARK of a title", "MARK of a site", "MARK of an author"
	return p, err
}

// Nothing that a page, a tool or a model wrote stands outside of a fence, in no step.
func TestNothingOfOthersStandsOutsideTheFence(t *testing.T) {
	b := newBench()
	b.o.Pages = signed{b.web}
	b.o.Budget.Questions = 4
	b.chat.plans = []string{`{"questions":[{"text":"MARK of a question?","kind":"qualitative","search":"apple outlook"},{"text":"MARK of a figure?","kind":"numerical","search":"none"}]}`}
	b.chat.checks = []string{`{"questions":[{"text":"MARK of what follows?","kind":"derived"},{"text":"MARK of a vain one?","kind":"qualitative","search":"none"},{"text":"MARK of one too many?","kind":"qualitative"}]}`}
	b.chat.answers = []string{"x [1]"}
	b.finder.knows["MARK of a figure?"] = "MARK says 12 [1]."
	b.o.Budget.Rounds = 3
	lines, err := b.run(t, t.Context(), answer.Turn{Question: "How is Apple?", PageText: "MARK of the reader's page"})
	if err != nil {
		t.Fatal(err)
	}
	prompts := slices.Clone(b.finder.asked[1:]) // the first is a question to the market, and nothing else
	for _, r := range b.chat.seen {
		prompts = append(prompts, r.Messages[len(r.Messages)-1].Content)
	}
	if len(prompts) < 4 || strings.Count(strings.Join(prompts, "\n"), "MARK of what follows?") < 2 || !strings.Contains(strings.Join(prompts, ""), "MARK of one too many?: no more") {
		t.Fatalf("%d prompts: %s\n%s", len(prompts), strings.Join(prompts, "\n=====\n"), strings.Join(lines, "\n"))
	}
	for _, p := range prompts {
		if strings.Contains(ours(p), "MARK") || !strings.Contains(p, "MARK") {
			t.Errorf("outside of the fences stands:\n%s\nof\n%s", ours(p), p)
		}
	}
}

// The provider of a page is its host, whatever the page calls itself.
func TestProviderOfAPage(t *testing.T) {
	for address, want := range map[string]string{
		"https://www.Example.com:443/a": "example.com", "https://news.example.com/": "news.example.com", "http://127.0.0.2:8080/x": "127.0.0.2",
		"https://аррӏе.com/": "xn--80ak6aa92e.com", "http://[::1]/": "::1",
	} {
		s := sourceOf(scrape.Page{URL: address, Title: "T", Site: "U.S. Securities and Exchange Commission"})
		if s.Provider != want || s.SiteClaim != "U.S. Securities and Exchange Commission" {
			t.Errorf("%s: %+v, want %s", address, s, want)
		}
	}
	if s := sourceOf(scrape.Page{URL: "https://www.example.com/a", Site: "www.example.com"}); s.SiteClaim != "" || s.Title != "example.com" {
		t.Errorf("a page that claims nothing: %+v", s)
	}
}

// exact is a finder whose tool gives figures, and who may break down after it.
type exact struct {
	fakeFinder
	fails error
	uses  int // tokens
}

func (f *exact) Answer(ctx context.Context, turn answer.Turn) iter.Seq2[answer.Event, error] {
	return func(yield func(answer.Event, error) bool) {
		f.mu.Lock()
		f.asked = append(f.asked, turn.Question)
		f.mu.Unlock()
		s := answer.Source{N: 1, Origin: exhibit.Origin{Kind: exhibit.Market, Title: "Quote of " + turn.Question[:4], Provider: "Market"}}
		for _, ev := range []answer.Event{
			answer.ToolStarted{ID: "a", Name: "quote"}, answer.ToolFinished{ID: "a", Name: "quote"}, answer.SourceFound{Source: s},
			exhibited(s, "price: 270.12 USD"),
		} {
			if !yield(ev, nil) {
				return
			}
		}
		llm.MeterFrom(ctx).End(0, llm.Usage{PromptTokens: f.uses})
		if f.fails != nil {
			yield(nil, f.fails)
			return
		}
		if yield(answer.Delta{Text: "It is about 300 [1]."}, nil) {
			yield(answer.Finished{Answer: "It is about 300 [1]."}, nil)
		}
	}
}

// The figures of the tools are kept beside the words of the finder, under our
// numbers, and without them when it breaks down. Readers have them after their sources.
func TestFiguresAreKept(t *testing.T) {
	for _, fails := range []error{nil, errors.New("broken")} {
		b := newBench()
		finder := &exact{fails: fails}
		b.o.Finder, b.o.MaxParallel = finder, 1
		b.chat.plans = []string{`[{"text":"Acme's price?","kind":"numerical"},{"text":"Bolt's price?","kind":"numerical"},{"text":"Apart?","kind":"derived"}]`}
		b.chat.answers = []string{"270.12 [1]"}
		lines, err := b.run(t, t.Context(), answer.Turn{Question: "q"})
		if err != nil {
			t.Fatal(err)
		}
		for _, want := range []string{"source 1 market Quote of Acme\nexhibit q1-e1 [1] [0]\n", "source 2 market Quote of Bolt\nexhibit q2-e1 [2] [0]\n"} {
			if !strings.Contains(strings.Join(lines, "\n"), want) {
				t.Errorf("fails with %v: %q is not passed on as\n%s", fails, lines, want)
			}
		}
		for name, told := range map[string]string{"writer": b.chat.prompt(t, "write", 0), "checker": b.chat.prompt(t, "check", 0), "calculator": b.finder.asked[0]} {
			for _, want := range []string{"[1] Quote of Acme\nprice: 270.12 USD", "[2] Quote of Bolt\nprice: 270.12 USD"} {
				if strings.Count(told, want) != 1 {
					t.Errorf("fails with %v: the %s is not told %q once:\n%s", fails, name, want, told)
				}
			}
			if said := strings.Contains(told, "It is about 300 [2]."); said != (fails == nil) {
				t.Errorf("fails with %v: the %s is told the finder's words: %v", fails, name, said)
			}
		}
	}
}

// exhibited is an exhibit of two sources whose page is text, and of the first alone.
func exhibited(s answer.Source, text string) answer.Exhibited {
	return answer.Exhibited{ID: "e1", Exhibit: &exhibit.Exhibit{}, Page: exhibit.Page{Text: text, Origins: []int{0}}, Sources: []answer.Source{s, {Origin: exhibit.Origin{Title: "not on the page"}}}}
}

// tables is a finder of two tools, each of which gives a table longer than a passage.
type tables struct{}

func (*tables) Answer(context.Context, answer.Turn) iter.Seq2[answer.Event, error] {
	return func(yield func(answer.Event, error) bool) {
		yield(answer.ToolFinished{ID: "a", Name: "history"}, nil)
		for n, name := range []string{"Acme", "Bolt"} {
			s := answer.Source{N: n + 1, Origin: exhibit.Origin{Kind: exhibit.Market, Title: "Prices of " + name, Provider: "Market"}}
			yield(answer.SourceFound{Source: s}, nil)
			yield(exhibited(s, strings.Repeat("| 2025-11-19 | "+name+" | 270.125 |\n", 300)), nil)
		}
		yield(answer.Finished{Answer: strings.Repeat("It was 270.125 ", 600)}, nil)
	}
}

// Of each tool's figures there are some, whole rows, and no figure is cut in two.
func TestFiguresOfSeveralTools(t *testing.T) {
	for _, window := range []int{0, 4096} {
		b := newBench()
		b.o.Finder, b.o.Window = &tables{}, func(string) int { return window }
		b.chat.plans = []string{`[{"text":"Prices?","kind":"numerical"}]`}
		b.chat.answers = []string{"270.125 [1]"}
		if _, err := b.run(t, t.Context(), answer.Turn{Question: "q"}); err != nil {
			t.Fatal(err)
		}
		told := b.chat.prompt(t, "write", 0)
		for _, want := range []string{"[1] Prices of Acme\n| 2025-11-19 | Acme | 270.125 |\n", "[2] Prices of Bolt\n| 2025-11-19 | Bolt | 270.125 |\n"} {
			if !strings.Contains(told, want) {
				t.Errorf("window %d: the writer is not told %q:\n%s", window, want, told)
			}
		}
		for line := range strings.Lines(told) {
			for _, word := range strings.Fields(line) {
				if strings.HasPrefix(word, "27") && word != "270.125" || strings.HasPrefix(line, "| 2025") && !strings.HasSuffix(line, " 270.125 |\n") {
					t.Errorf("window %d: the writer is told %q", window, line)
				}
			}
		}
	}
}

// What follows from others is worked out by the calculator alone; where nothing is
// known there is nothing to compute, and the market is asked.
func TestDerivedIsCalculated(t *testing.T) {
	b := newBench()
	calculator := &fakeFinder{}
	b.o.Calculator = calculator
	b.chat.plans = []string{`[{"text":"Outlook?","kind":"qualitative","search":"apple outlook"},{"text":"Apart?","kind":"derived"}]`}
	b.chat.answers = []string{"x"}
	if _, err := b.run(t, t.Context(), answer.Turn{Question: "q"}); err != nil {
		t.Fatal(err)
	}
	if len(b.finder.asked) != 0 || len(calculator.asked) != 1 || !strings.Contains(calculator.asked[0], "Apple expects growth.") {
		t.Errorf("the market was asked %q, the calculator %q", b.finder.asked, calculator.asked)
	}
	b = newBench()
	b.o.Calculator = calculator
	b.chat.plans, b.chat.answers = []string{`[{"text":"Price of Apple?","kind":"derived"}]`}, []string{"x"}
	if _, err := b.run(t, t.Context(), answer.Turn{Question: "q"}); err != nil || len(b.finder.asked) != 1 || len(calculator.asked) != 1 {
		t.Errorf("%v: the market was asked %q, the calculator %q", err, b.finder.asked, calculator.asked[1:])
	}
}

// What a finder has used up counts though it fails, and what would be too much is
// not asked: neither of it nor of others.
func TestBudgetHoldsForFinders(t *testing.T) {
	for steps, fails := range map[int]error{3: errors.New("broken"), 2: fmt.Errorf("ask model: %w", errTokens)} { // 3: a check is refused
		b := newBench()
		b.o.Budget.Tokens, b.o.MaxParallel = 10_000, 1
		b.o.Finder = &exact{fails: fails, uses: 9_950}
		b.chat.plans = []string{`[{"text":"Acme's price?","kind":"numerical"}]`}
		b.chat.answers = []string{"270.12 [1]"}
		lines, err := b.run(t, t.Context(), answer.Turn{Question: "q"})
		if all := strings.Join(lines, "\n"); err != nil || !strings.Contains(all, "not finished: its tokens are spent") || !strings.Contains(all, "tokens=10170") {
			t.Errorf("fails with %v: %v: %s", fails, err, all)
		}
		if len(b.chat.seen) != steps || len(b.web.queries) != 0 {
			t.Errorf("fails with %v: %d steps, searched %v", fails, len(b.chat.seen), b.web.queries)
		}
	}
}
