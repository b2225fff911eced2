package macro

import (
	"cmp"
	"slices"
)

// nearest are the series whose names are most like these words, most like first; none
// where nothing is.
func (c *Catalogue) nearest(words []string) (all []Series) {
	type likeness struct {
		series Series
		value  float64
	}
	var near []likeness
	for _, s := range c.series {
		best := 0.0
		for _, n := range s.meanings {
			best = max(best, alike(words, n.words))
		}
		if best >= 0.3 {
			near = append(near, likeness{s, best})
		}
	}
	slices.SortStableFunc(near, func(a, b likeness) int { return cmp.Compare(b.value, a.value) })
	for _, n := range near[:min(len(near), maxSuggestions)] {
		all = append(all, n.series)
	}
	return all
}

// maxLikeWords is how many words of a text are compared: nobody's name has more.
const maxLikeWords = 12

// alike is how much two sets of words have in common, from 0 to 1. A word that is
// misspelt counts for less than one that is not.
func alike(a, b []string) float64 {
	if a = a[:min(len(a), maxLikeWords)]; len(a) == 0 || len(b) == 0 {
		return 0
	}
	sum := 0.0
	for _, w := range a {
		best := 0.0
		for _, other := range b {
			best = max(best, likeWord(w, other))
		}
		sum += best
	}
	return sum / float64(max(len(a), len(b)))
}

// likeWord is 1 for the same word, less for one that is spelt nearly so, else 0.
func likeWord(a, b string) float64 {
	if a == b {
		return 1
	}
	ra, rb := []rune(a), []rune(b)
	if len(ra) > 24 || len(rb) > 24 || min(len(ra), len(rb)) < 3 {
		return 0
	}
	longest := max(len(ra), len(rb))
	if d := distance(ra, rb); d*3 <= longest {
		return 0.9 - float64(d)/float64(longest)
	}
	return 0
}

// distance is how many letters have to be put in, taken out or changed (Levenshtein).
func distance(a, b []rune) int {
	row := make([]int, len(b)+1)
	for j := range row {
		row[j] = j
	}
	for i, x := range a {
		diagonal := row[0]
		row[0] = i + 1
		for j, y := range b {
			change := diagonal
			if x != y {
				change++
			}
			diagonal = row[j+1]
			row[j+1] = min(change, row[j]+1, row[j+1]+1)
		}
	}
	return row[len(b)]
}
