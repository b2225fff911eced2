package yahoo

import (
	"quotewire/internal/market"
	"quotewire/internal/units"
)

// perShare are the figures a share of a quote or of a company's statistics, with the
// ratios that the source made of the price and them. Each may prove the unit of the
// other.
type perShare struct {
	price                     float64 // as quoted
	earned, next, book        *market.Number
	trailing, forward, toBook *market.Number // price by them

	trailingLoss, forwardLoss, negativeBook *bool
}

func tickerShares(t *market.Ticker) perShare {
	return perShare{
		valueOf(t.Price), &t.EPS, &t.ForwardEPS, &t.BookValue, &t.TrailingPE, &t.ForwardPE, &t.PriceToBook,
		&t.TrailingLoss, &t.ForwardLoss, &t.NegativeBook,
	}
}

func statisticsShares(s *market.Statistics, price float64) perShare {
	return perShare{
		price, &s.EPS, &s.ForwardEPS, &s.BookValue, &s.TrailingPE, &s.ForwardPE, &s.PriceToBook,
		&s.TrailingLoss, &s.ForwardLoss, &s.NegativeBook,
	}
}

// findLosses looks for a loss, or a book value below zero, in the figures as they
// were sent: one whose unit is not proven is a loss all the same.
func (p perShare) findLosses() {
	*p.trailingLoss, *p.forwardLoss = isLoss(*p.trailing, *p.earned), isLoss(*p.forward, *p.next)
	*p.negativeBook = isLoss(*p.toBook, *p.book)
}

// settle puts the figures into their documented units. judge is the verdict of a
// figure, by an identity or by its ratio; held reports whether it is by an identity.
func (p perShare) settle(u units.Company, proof *market.Proof, judge func(field string, q units.Ratio) units.Verdict, held func(field string) bool) {
	trailing := units.PE(p.price, valueOf(*p.earned), valueOf(*p.trailing))
	forward := units.PE(p.price, valueOf(*p.next), valueOf(*p.forward))
	book := units.PB(p.price, valueOf(*p.book), valueOf(*p.toBook))
	v, w, b := judge("eps_ttm", trailing), judge("eps_forward", forward), judge("book_value", book)
	u.Reconcile(trailing, forward, book, &v, &w, &b)
	*p.trailing = over(*p.trailing, trailing.Divisor(u, v, !held("eps_ttm")))
	*p.forward = over(*p.forward, forward.Divisor(u, w, !held("eps_forward") && !units.OutOfLine(valueOf(*p.earned), valueOf(*p.next))))
	*p.toBook = over(*p.toBook, book.Divisor(u, b, false))
	put(proof, "eps_ttm", p.earned, v, u.Major)
	put(proof, "eps_forward", p.next, w, u.Major)
	put(proof, "book_value", p.book, b, u.Usual)
}

// dropLosses leaves out ratios to a loss or to a book value below zero: a negative
// price-earnings ratio is the nearer to zero the greater the loss. Until the units are
// settled it proves that of the loss.
func (p perShare) dropLosses() {
	for _, r := range []struct {
		ratio *market.Number
		loss  bool
	}{{p.trailing, *p.trailingLoss}, {p.forward, *p.forwardLoss}, {p.toBook, *p.negativeBook}} {
		if r.loss {
			*r.ratio = market.Number{}
		}
	}
}

// isLoss reports whether what a ratio divides by is below zero.
func isLoss(ratio, perShare market.Number) bool {
	return !ratio.IsZero() && valueOf(ratio) < 0 || !perShare.IsZero() && valueOf(perShare) < 0
}
