package deferred

// An AlreadyFiredError is what Callback and Errback return if the Deferred has already fired. It
// describes the first firing.
type AlreadyFiredError struct {
	By      string // "Callback", "Errback", "Cancel", or what else fired it, such as "its coroutine"
	Place   string // "poem.go:31", where the call was made that fired it; "" if [Debug] was off then
	Created string // where the Deferred was made; "" if Debug was off then
}

func (e *AlreadyFiredError) Error() string {
	text := "already fired by " + e.By
	if e.Place != "" {
		text += " at " + e.Place
	}
	if e.Created != "" {
		text += " (made at " + e.Created + ")"
	}
	return text
}

// An origin is what fired a Deferred.
type origin uint8

const (
	byCallback origin = iota
	byErrback
	byCancel
	bySucceed
	byFail
	byMaybe
	byThen
	byList
	byCoroutine
)

var origins = [...]string{"Callback", "Errback", "Cancel", "Succeed", "Fail", "MaybeDeferred",
	"Then", "its list", "its coroutine"}

// alreadyFired returns the error of firing d again.
func (d *Deferred[T]) alreadyFired() error {
	created, place := d.places()
	return &AlreadyFiredError{origins[d.by], place, created}
}
