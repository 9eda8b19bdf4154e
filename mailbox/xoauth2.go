package mailbox

import (
	"errors"

	"github.com/emersion/go-sasl"
)

// xoauth2 is the login that Microsoft and Google ask for (it is no RFC;
// Microsoft: "Authenticate an IMAP, POP or SMTP connection using OAuth").
type xoauth2 struct {
	username, token string
	refused         bool
}

var _ sasl.Client = (*xoauth2)(nil)

func (x *xoauth2) Start() (string, []byte, error) {
	return "XOAUTH2", []byte("user=" + x.username + "\x01auth=Bearer " + x.token + "\x01\x01"), nil
}

// Next gets the reason of a refusal as a challenge; an empty answer makes the
// server say its NO or 535.
func (x *xoauth2) Next([]byte) ([]byte, error) {
	if x.refused {
		return nil, errors.New("token refused")
	}
	x.refused = true
	return []byte{}, nil
}
