package market

// dropLosses leaves out ratios to a loss or to a book value below zero: a negative
// price-earnings ratio is the nearer to zero the greater the loss.
func (t *Ticker) dropLosses() {
	t.TrailingLoss = dropLoss(&t.TrailingPE, t.EPS)
	t.ForwardLoss = dropLoss(&t.ForwardPE, t.ForwardEPS)
	t.NegativeBook = dropLoss(&t.PriceToBook, t.BookValue)
}

func (s *Statistics) dropLosses() {
	s.TrailingLoss = dropLoss(&s.TrailingPE, s.EPS)
	s.ForwardLoss = dropLoss(&s.ForwardPE, s.ForwardEPS)
	s.NegativeBook = dropLoss(&s.PriceToBook, s.BookValue)
}

// dropLoss makes ratio absent when what it divides by is below zero, and reports
// whether it is.
func dropLoss(ratio *Number, perShare Number) bool {
	loss := ratio.ok && ratio.value < 0 || perShare.ok && perShare.value < 0
	if loss {
		*ratio = Number{}
	}
	return loss
}
