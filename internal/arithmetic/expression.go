// Package arithmetic works out expressions that a model writes, over rationals: 0.1 + 0.2 is
// 0.3, and what could only be done in binary floating point says so. It refuses all that is
// no number, operator or function of its table, and numbers that grow without end.
package arithmetic

import (
	"errors"
	"fmt"
	"math/big"
	"regexp"
	"strings"

	"github.com/expr-lang/expr/ast"
	"github.com/expr-lang/expr/conf"
	"github.com/expr-lang/expr/file"
	"github.com/expr-lang/expr/parser"

	"quotewire/internal/plaintext"
)

// maxNodes bounds an expression's tree.
const maxNodes = 200

var groupedDigits = regexp.MustCompile(`\b\d{1,3}(,\d{3})+\b`)

// maxMessage bounds the parser's words in an error, in bytes.
const maxMessage = 160

// Evaluate reads an expression with expr-lang's parser and works it out over
// rationals: expr-lang's own machine would add 0.1 and 0.2 to
// 0.30000000000000004. Only numbers, lists of them, operators and the functions
// of the table exist; everything else of the language is refused. Its error is one line of
// advice.
func Evaluate(text string) (Number, error) {
	switch {
	case strings.Contains(text, "%"):
		return Number{}, errors.New("% is not an operator here: write 15 % of 2400 as 0.15 * 2400, and a remainder as mod(x, y)")
	case strings.ContainsAny(text, "$€£¥"):
		return Number{}, errors.New("write numbers without currency signs")
	}
	table := functions()
	tree, err := parser.ParseWithConfig(text, &conf.Config{MaxNodes: maxNodes, DisableIfOperator: true, Functions: ours(table)})
	if err != nil {
		return Number{}, parseFault(text, err)
	}
	c := calculation{source: []rune(text), functions: table}
	return c.value(tree.Node)
}

// ours makes the parser read our functions as plain calls: it has a sum of its
// own that takes a list and a predicate.
func ours(table map[string]function) conf.FunctionsTable {
	names := conf.FunctionsTable{}
	for name := range table {
		names[name] = nil
	}
	return names
}

// parseFault turns the parser's words into advice.
func parseFault(text string, err error) error {
	message := err.Error()
	if e, ok := errors.AsType[*file.Error](err); ok {
		message = fmt.Sprintf("%s at character %d", e.Message, e.Location.From+1)
	}
	if groupedDigits.MatchString(text) {
		message += "; write numbers without thousands separators"
	}
	return errors.New(plaintext.Clip(plaintext.Line(message), maxMessage))
}

// calculation walks one expression's tree.
type calculation struct {
	source    []rune
	functions map[string]function
}

func (c calculation) value(node ast.Node) (Number, error) {
	switch n := node.(type) {
	case *ast.IntegerNode:
		return whole(int64(n.Value)), nil
	case *ast.FloatNode:
		return c.literal(n)
	case *ast.UnaryNode:
		v, err := c.value(n.Node)
		switch {
		case err != nil:
			return Number{}, err
		case n.Operator == "-":
			return v.neg(), nil
		case n.Operator == "+":
			return v, nil
		}
		return Number{}, refused("the operator " + n.Operator)
	case *ast.BinaryNode:
		return c.binary(n)
	case *ast.CallNode:
		name, ok := n.Callee.(*ast.IdentifierNode)
		if !ok {
			return Number{}, refused("this kind of call")
		}
		return c.call(name.Value, n.Arguments)
	case *ast.BuiltinNode:
		return c.call(n.Name, n.Arguments)
	case *ast.IdentifierNode:
		return Number{}, fmt.Errorf("%q is not a number: write figures only", n.Value)
	case *ast.StringNode, *ast.BytesNode:
		return Number{}, refused("text")
	case *ast.BoolNode, *ast.NilNode, *ast.ConditionalNode:
		return Number{}, refused("logic")
	case *ast.ArrayNode:
		return Number{}, refused("a list outside of a function over several numbers")
	default:
		return Number{}, refused("this construct")
	}
}

func refused(what string) error {
	return fmt.Errorf("%s is not allowed: only numbers, + - * / ^, parentheses and the functions %s", what, functionNames())
}

// literal reads the figure as it was written: its float64 has lost digits.
func (c calculation) literal(n *ast.FloatNode) (Number, error) {
	at := n.Location()
	if at.From < 0 || at.To > len(c.source) || at.From >= at.To {
		return approximate(n.Value)
	}
	text := strings.ReplaceAll(string(c.source[at.From:at.To]), "_", "")
	// The parser has checked that a float64 holds it, so 1e999999999 never
	// gets here; a tiny one such as 1e-999999999 would.
	if n.Value == 0 && strings.ContainsAny(text, "eE") {
		return Number{new(big.Rat), true}, nil
	}
	r, ok := new(big.Rat).SetString(text)
	if !ok {
		return approximate(n.Value)
	}
	return Number{rat: r}.bounded()
}

func (c calculation) binary(n *ast.BinaryNode) (Number, error) {
	apply, ok := map[string]func(Number, Number) (Number, error){
		"+": Number.add, "-": Number.sub, "*": Number.mul, "/": Number.div, "^": Number.pow, "**": Number.pow,
	}[n.Operator]
	if !ok {
		return Number{}, refused("the operator " + n.Operator)
	}
	left, err := c.value(n.Left)
	if err != nil {
		return Number{}, err
	}
	right, err := c.value(n.Right)
	if err != nil {
		return Number{}, err
	}
	return apply(left, right)
}

func (c calculation) call(name string, arguments []ast.Node) (Number, error) {
	f, ok := c.functions[name]
	if !ok {
		return Number{}, fmt.Errorf("there is no function %.20q: the functions are %s", name, functionNames())
	}
	values, err := c.values(arguments)
	if err != nil {
		return Number{}, err
	}
	if len(values) < f.least || f.most > 0 && len(values) > f.most {
		return Number{}, fmt.Errorf("%s takes %s, not %d", name, f.arity(), len(values))
	}
	v, err := f.apply(values)
	if err != nil {
		return Number{}, fmt.Errorf("%s: %w", name, err)
	}
	return v.bounded()
}

// values evaluates arguments, lists taken apart.
func (c calculation) values(arguments []ast.Node) ([]Number, error) {
	var values []Number
	for _, a := range arguments {
		if list, ok := a.(*ast.ArrayNode); ok {
			inner, err := c.values(list.Nodes)
			if err != nil {
				return nil, err
			}
			values = append(values, inner...)
			continue
		}
		v, err := c.value(a)
		if err != nil {
			return nil, err
		}
		values = append(values, v)
	}
	return values, nil
}
