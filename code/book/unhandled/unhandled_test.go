package unhandled_test

import (
	"errors"
	"fmt"
	"runtime"
	"testing"

	"slowpoetry/code/book/unhandled"
	"slowpoetry/code/deferred"
)

func TestErrorsAreReportedWhenTheirDeferredsAreCollected(t *testing.T) {
	kept := deferred.New[int]()
	reports := unhandled.During(func() {
		for i := range 100 {
			deferred.Fail[int](fmt.Errorf("error %d", i))
		}
		deferred.Fail[int](errors.New("handled")).AddErrback(func(error) (int, error) { return 0, nil })
		kept.Errback(errors.New("kept"))
	})
	seen := map[string]bool{}
	for _, err := range reports {
		seen[err.Error()] = true
	}
	if len(reports) != 100 || len(seen) != 100 || seen["kept"] || seen["handled"] {
		t.Errorf("%d reports: %v", len(reports), reports)
	}
	runtime.KeepAlive(kept)
	kept.AddErrback(func(error) (int, error) { return 0, nil })
}

func TestAnErrorOfAnInnerDeferredIsReportedOnce(t *testing.T) {
	reports := unhandled.During(func() {
		deferred.Succeed(1).AddCallback(func(int) (int, error) {
			return deferred.Fail[int](errors.New("inner")).Later()
		})
	})
	if len(reports) != 1 || reports[0].Error() != "inner" {
		t.Errorf("reports: %v", reports)
	}
}

func TestWhatWasLeftBeforeIsReportedBefore(t *testing.T) {
	deferred.Fail[int](errors.New("before"))
	var before []error
	defer deferred.OnUnhandled(func(err error) { before = append(before, err) })()
	if reports := unhandled.During(func() {}); len(reports) != 0 || len(before) != 1 {
		t.Errorf("reports: %v, before: %v", reports, before)
	}
}
