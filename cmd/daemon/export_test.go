package daemon

import (
	"context"
	"time"

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

// Seal is the header of a mail of ours about a notice that the records need not know.
func Seal(key []byte, matter, notice string) string {
	return (&Daemon{key: key}).sealed(seal{Matter: matter, Key: notice, Sense: "0011223344556677"})
}

// Subjects and keys.
const (
	StopSubject    = stopSubject
	BreakerSubject = breakerSubject
	MetaClock      = metaClock
	MetaBreaker    = metaBreaker
	ClassReceipt   = classReceipt
)

// Sweep looks at the calendar once.
func (d *Daemon) Sweep(ctx context.Context) error { return d.sweepAll(ctx, time.Now()) }
