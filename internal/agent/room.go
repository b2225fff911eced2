package agent

import (
	"context"

	"quotewire/internal/answer"
	"quotewire/internal/exhibit"
)

type roomKey struct{}

// withRoom tells tools how many tokens their result may take: four fifths of
// what it is cut to, for its sources are named above it.
func withRoom(ctx context.Context, tokens int) context.Context {
	if tokens == 0 {
		return ctx
	}
	return context.WithValue(ctx, roomKey{}, tokens*4/5)
}

// roomFrom is how many tokens a result may take within ctx; 0: it is bounded by its
// bytes alone.
func roomFrom(ctx context.Context) int {
	tokens, _ := ctx.Value(roomKey{}).(int)
	return tokens
}

// Narrow says that a page of an exhibit might not fit the model's window within ctx.
func Narrow(ctx context.Context) bool {
	tokens := roomFrom(ctx)
	return tokens > 0 && tokens < exhibit.PageSize // no token is shorter than a byte
}

// Room is what the pages of exhibits may take within ctx: of bytes, and of tokens too
// where the model's window is small.
func Room(ctx context.Context) exhibit.Room {
	if !Narrow(ctx) {
		return exhibit.Room{}
	}
	tokens := roomFrom(ctx)
	size := func(text string) int { return max(len(text), Tokens(text)*exhibit.PageSize/tokens) }
	return exhibit.Room{Size: size, Naming: func(o exhibit.Origin) int {
		s := answer.Source{Origin: o}
		return size(s.Head() + "\n" + s.Name() + "\n")
	}}
}
