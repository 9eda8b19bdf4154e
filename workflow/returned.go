package workflow

import (
	"slices"
	"strings"
)

// Returned reports whether a delivery report says of a mail that it did not arrive
// and will not. What the server wants to do decides (RFC 3464 section 2.3.3): a mail
// that was tried for days fails with a status that sounds temporary. Of the copy that
// goes to ourselves nobody needs to hear: a full mailbox of ours says nothing about
// the one the mail was for.
func (p Procedure) Returned(m Message) bool {
	return slices.ContainsFunc(m.Reports, func(r Report) bool {
		failed := r.Action == "failed" || r.Action == "" && strings.HasPrefix(r.Status, "5")
		return failed && (r.Recipient == "" || !ParseAddress("", r.Recipient).Same(p.Committee))
	})
}
