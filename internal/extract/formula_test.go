package extract

import "testing"

// A formula is written from what it means, once, and what it raises is a power and
// no note.
func TestFormulas(t *testing.T) {
	square := `<math><mrow><msup><mi>x</mi><mn>2</mn></msup><mo>+</mo><msub><mi>a</mi><mn>1</mn></msub></mrow>`
	for name, c := range map[string]struct{ page, want string }{
		"MathML":  {`<p>The sum ` + square + `</math> grows.</p>`, "The sum x^2+a1 grows."},
		"a term":  {`<p>It is <math><msup><mn>1.05</mn><mrow><mi>n</mi><mo>−</mo><mn>1</mn></mrow></msup></math> times.</p>`, "It is 1.05^(n−1) times."},
		"MathJax": {`<style>.c2B::before{content:"+"}</style><p>The sum <mjx-container><mjx-math><mjx-mo class="c2B"></mjx-mo></mjx-math><mjx-assistive-mml>` + square + `</math></mjx-assistive-mml></mjx-container> grows.</p>`, "The sum x^2+a1 grows."},
		"KaTeX":   {`<p>The sum <span class="katex"><span class="katex-mathml">` + square + `<annotation encoding="application/x-tex">x^2+a_1</annotation></math></span><span class="katex-html" aria-hidden="true">x2+a1</span></span> grows.</p>`, "The sum x^2+a1 grows."},
	} {
		if got := textOfPage(t, c.page); got != c.want {
			t.Errorf("%s: %q, want %q", name, got, c.want)
		}
	}
	if got, want := textOfPage(t, `<p>Its coast<sup>[143]</sup> is long<sup>[7][121]</sup>.</p>`), "Its coast [note 143] is long [note 7, 121]."; got != want {
		t.Errorf("notes: %q, want %q", got, want)
	}
}
