package market

import "quotewire/internal/units"

// perShare are the figures a share of a quote or of a company's statistics, with the
// ratios that the source made of the price and them. Each may prove the unit of the
// other.
type perShare struct {
	price                     float64 // as quoted
	earned, next, book        *Number
	trailing, forward, toBook *Number // price by them

	trailingLoss, forwardLoss, negativeBook *bool
}

func (t *Ticker) perShare() perShare {
	return perShare{
		t.Price.value, &t.EPS, &t.ForwardEPS, &t.BookValue, &t.TrailingPE, &t.ForwardPE, &t.PriceToBook,
		&t.TrailingLoss, &t.ForwardLoss, &t.NegativeBook,
	}
}

func (s *Statistics) perShare(price float64) perShare {
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
func (p perShare) settle(u units.Company, proof *Proof, judge func(field string, q units.Ratio) units.Verdict, held func(field string) bool) {
	trailing := units.PE(p.price, p.earned.value, p.trailing.value)
	forward := units.PE(p.price, p.next.value, p.forward.value)
	book := units.PB(p.price, p.book.value, p.toBook.value)
	v, w, b := judge("eps_ttm", trailing), judge("eps_forward", forward), judge("book_value", book)
	u.Reconcile(trailing, forward, book, &v, &w, &b)
	*p.trailing = p.trailing.over(trailing.Divisor(u, v, !held("eps_ttm")))
	*p.forward = p.forward.over(forward.Divisor(u, w, !held("eps_forward") && !units.OutOfLine(p.earned.value, p.next.value)))
	*p.toBook = p.toBook.over(book.Divisor(u, b, false))
	proof.put("eps_ttm", p.earned, v, u.Major)
	proof.put("eps_forward", p.next, w, u.Major)
	proof.put("book_value", p.book, b, u.Usual)
}

// dropLosses leaves out ratios to a loss or to a book value below zero: a negative
// price-earnings ratio is the nearer to zero the greater the loss. Until the units are
// settled it proves that of the loss.
func (p perShare) dropLosses() {
	for _, r := range []struct {
		ratio *Number
		loss  bool
	}{{p.trailing, *p.trailingLoss}, {p.forward, *p.forwardLoss}, {p.toBook, *p.negativeBook}} {
		if r.loss {
			*r.ratio = Number{}
		}
	}
}

// isLoss reports whether what a ratio divides by is below zero.
func isLoss(ratio, perShare Number) bool {
	return ratio.ok && ratio.value < 0 || perShare.ok && perShare.value < 0
}
