package market

// findLosses looks for a loss, or a book value below zero, in the figures as they
// were sent: one whose unit is not proven is a loss all the same.
func (t *Ticker) findLosses() {
	t.TrailingLoss, t.ForwardLoss = isLoss(t.TrailingPE, t.EPS), isLoss(t.ForwardPE, t.ForwardEPS)
	t.NegativeBook = isLoss(t.PriceToBook, t.BookValue)
}

// dropLosses leaves out ratios to a loss or to a book value below zero: a negative
// price-earnings ratio is the nearer to zero the greater the loss. Until the units are
// settled it proves that of the loss.
func (t *Ticker) dropLosses() {
	t.TrailingPE, t.ForwardPE = t.TrailingPE.unless(t.TrailingLoss), t.ForwardPE.unless(t.ForwardLoss)
	t.PriceToBook = t.PriceToBook.unless(t.NegativeBook)
}

func (s *Statistics) findLosses() {
	s.TrailingLoss, s.ForwardLoss = isLoss(s.TrailingPE, s.EPS), isLoss(s.ForwardPE, s.ForwardEPS)
	s.NegativeBook = isLoss(s.PriceToBook, s.BookValue)
}

func (s *Statistics) dropLosses() {
	s.TrailingPE, s.ForwardPE = s.TrailingPE.unless(s.TrailingLoss), s.ForwardPE.unless(s.ForwardLoss)
	s.PriceToBook = s.PriceToBook.unless(s.NegativeBook)
}

// isLoss reports whether what a ratio divides by is below zero.
func isLoss(ratio, perShare Number) bool {
	return ratio.ok && ratio.value < 0 || perShare.ok && perShare.value < 0
}

// unless is n, absent where loss.
func (n Number) unless(loss bool) Number {
	if loss {
		return Number{}
	}
	return n
}
