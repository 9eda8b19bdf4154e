package templates

import (
	"errors"
	"fmt"
	"reflect"
	"slices"
	"text/template"
	"text/template/parse"

	"klachtenpost/workflow"
)

// checker walks a template without running it. A field that does not exist is
// found even in a branch that no example reaches.
type checker struct {
	t        *template.Template
	fields   []string // of Data that this text may use
	funcs    template.FuncMap
	vars     []variable
	seen     map[string]bool // "name type" of associated templates
	problems []error
}

type variable struct {
	name string
	typ  reflect.Type
}

var dataType = reflect.TypeFor[Data]()

// checkFields refuses a text that uses what is not there or not for it.
func checkFields(t *template.Template, name workflow.Template) error {
	fields, err := fieldsOf(name)
	if err != nil {
		return err
	}
	c := checker{t: t, fields: fields, funcs: (&values{}).funcs(), seen: map[string]bool{}}
	c.called(t.Name(), dataType)
	return errors.Join(c.problems...)
}

func (c *checker) problem(n parse.Node, format string, args ...any) {
	where, _ := c.t.ErrorContext(n) // file:line:column
	c.problems = append(c.problems, fmt.Errorf("%s: "+format, append([]any{where}, args...)...))
}

// called checks an associated template with the data it is called with.
func (c *checker) called(name string, dot reflect.Type) {
	t := c.t.Lookup(name)
	key := fmt.Sprint(name, " ", dot)
	if t == nil || t.Tree == nil || c.seen[key] {
		return
	}
	c.seen[key] = true
	caller, vars := c.t, c.vars
	c.t, c.vars = t, []variable{{"$", dot}}
	c.walk(t.Root, dot)
	c.t, c.vars = caller, vars
}

func (c *checker) walk(n parse.Node, dot reflect.Type) {
	switch n := n.(type) {
	case *parse.ListNode:
		if n == nil {
			return
		}
		for _, child := range n.Nodes {
			c.walk(child, dot)
		}
	case *parse.ActionNode:
		if typ := c.pipe(n.Pipe, dot); len(n.Pipe.Decl) == 0 {
			c.printable(n, typ)
		}
	case *parse.IfNode:
		c.branch(&n.BranchNode, dot)
	case *parse.WithNode:
		c.branch(&n.BranchNode, dot)
	case *parse.RangeNode:
		c.branch(&n.BranchNode, dot)
	case *parse.TemplateNode:
		var typ reflect.Type
		if n.Pipe != nil {
			typ = c.pipe(n.Pipe, dot)
		}
		if c.t.Lookup(n.Name) == nil {
			c.problem(n, "no piece named %q", n.Name)
		}
		c.called(n.Name, typ)
	}
}

func (c *checker) branch(n *parse.BranchNode, dot reflect.Type) {
	depth := len(c.vars)
	typ := c.pipe(n.Pipe, dot)
	inner := dot
	switch n.NodeType {
	case parse.NodeWith:
		inner = typ
	case parse.NodeRange:
		inner = nil
		if typ != nil && typ.Kind() == reflect.Slice {
			inner = typ.Elem()
		}
		if d := n.Pipe.Decl; len(d) > 0 { // the last one is the element
			c.vars[len(c.vars)-1].typ = inner
		}
	}
	c.walk(n.List, inner)
	c.vars = c.vars[:depth]
	c.walk(n.ElseList, dot)
}

// pipe gives the type of a pipeline, nil when it cannot be known.
func (c *checker) pipe(p *parse.PipeNode, dot reflect.Type) reflect.Type {
	var typ reflect.Type
	for _, cmd := range p.Cmds {
		typ = c.command(cmd, dot)
	}
	for _, v := range p.Decl {
		c.vars = append(c.vars, variable{v.Ident[0], typ})
	}
	return typ
}

func (c *checker) command(cmd *parse.CommandNode, dot reflect.Type) reflect.Type {
	var types []reflect.Type
	for _, arg := range cmd.Args {
		types = append(types, c.arg(arg, dot))
	}
	if f, ok := cmd.Args[0].(*parse.IdentifierNode); ok {
		if f.Ident == "eq" || f.Ident == "ne" || f.Ident == "bevat" {
			c.compared(cmd.Args[1:], types[1:])
		}
		return nil // what a function gives may be printed
	}
	return types[0]
}

func (c *checker) arg(n parse.Node, dot reflect.Type) reflect.Type {
	switch n := n.(type) {
	case *parse.DotNode:
		return dot
	case *parse.FieldNode:
		return c.chain(n, dot, n.Ident)
	case *parse.VariableNode:
		for _, v := range slices.Backward(c.vars) {
			if v.name == n.Ident[0] {
				return c.chain(n, v.typ, n.Ident[1:])
			}
		}
	case *parse.ChainNode:
		return c.chain(n, c.arg(n.Node, dot), n.Field)
	case *parse.PipeNode:
		return c.pipe(n, dot)
	}
	return nil
}

// chain follows field names from a type.
func (c *checker) chain(n parse.Node, typ reflect.Type, names []string) reflect.Type {
	for _, name := range names {
		if typ != nil && typ.Kind() == reflect.Pointer {
			typ = typ.Elem()
		}
		if typ == nil || typ.Kind() != reflect.Struct {
			c.problem(n, ".%s is asked of something without fields", name)
			return nil
		}
		f, ok := typ.FieldByName(name)
		if !ok {
			c.problem(n, "there is no field .%s", name)
			return nil
		}
		if typ == dataType && !slices.Contains(c.fields, name) {
			c.problem(n, "this text may not show .%s", name)
			return nil
		}
		typ = f.Type
	}
	return typ
}

// printable refuses what would come out as 2026-04-28 or bij_directeur.
func (c *checker) printable(n parse.Node, typ reflect.Type) {
	switch {
	case typ == nil || typ == stringType:
	case typ == dateType:
		c.problem(n, "a date is written with datum or dag")
	case typ.Kind() == reflect.String:
		c.problem(n, "a %s is a code; use the function that words it", typ.Name())
	case typ.Kind() == reflect.Int, typ.Kind() == reflect.Int64:
	default:
		c.problem(n, "a %s cannot be printed", typ)
	}
}

// compared refuses a comparison with a code that does not exist.
func (c *checker) compared(args []parse.Node, types []reflect.Type) {
	if len(types) == 0 || types[0] == nil {
		return
	}
	typ := types[0]
	if typ.Kind() == reflect.Slice {
		typ = typ.Elem()
	}
	known, ok := closed[typ]
	if !ok {
		return
	}
	for _, a := range args[1:] {
		if s, ok := a.(*parse.StringNode); ok && !slices.Contains(known, s.Text) {
			c.problem(s, "there is no %s %q", typ.Name(), s.Text)
		}
	}
}
