package daemon

import (
	"klachtenpost/mailbox"
	"klachtenpost/store"
)

// What the tests look at from outside.
const (
	AlarmIMAPSubject = alarmIMAPSubject
	AlarmSMTPSubject = alarmSMTPSubject
	ParseAttempts    = parseAttempts
)

// Placeholder stores a mail that could not be fetched.
func (d *Daemon) Placeholder(tx *store.Tx, f mailbox.Failure) error { return d.placeholder(tx, f) }
