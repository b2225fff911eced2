package agent

import "context"

type roomKey struct{}

// withRoom tells tools how many tokens their result may take: four fifths of
// what it is cut to, for its sources are named above it.
func withRoom(ctx context.Context, tokens int) context.Context {
	if tokens == 0 {
		return ctx
	}
	return context.WithValue(ctx, roomKey{}, tokens*4/5)
}

// RoomFrom is how many tokens the text of a result may take within ctx; 0: it is
// bounded by its bytes alone. A tool that has pages makes them so small.
func RoomFrom(ctx context.Context) int {
	n, _ := ctx.Value(roomKey{}).(int)
	return n
}
