package fairqueue

import "context"

type clientKey struct{}

// WithClient is the context of work that is done for client: the owner of a key,
// else an address.
func WithClient(ctx context.Context, client string) context.Context {
	return context.WithValue(ctx, clientKey{}, client)
}

// ClientOf is the client that the work of ctx is done for; empty: our own work.
func ClientOf(ctx context.Context) string {
	client, _ := ctx.Value(clientKey{}).(string)
	return client
}
