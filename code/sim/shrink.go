package sim

import "slices"

// Shrink returns a list of incidents with which fails still reports true, and without any one of
// which it does not. It leaves out as much as it can, half of the list at first and single incidents
// in the end, then makes the values smaller. With the list as it is, fails must report true; it is
// called often, and has to answer alike each time.
func Shrink(incidents []Incident, fails func([]Incident) bool) []Incident {
	for size := (len(incidents) + 1) / 2; size > 0; {
		left := false
		for from := 0; from < len(incidents); {
			to := min(from+size, len(incidents))
			shorter := slices.Concat(incidents[:from], incidents[to:])
			if fails(shorter) {
				incidents, left = shorter, true
			} else {
				from = to
			}
		}
		if !left || size > 1 { // what one incident needs may be gone now: so once more
			size /= 2
		}
	}
	return lower(slices.Clone(incidents), fails)
}

// lower makes each value as small as fails allows, by halves.
func lower(incidents []Incident, fails func([]Incident) bool) []Incident {
	for i := range incidents {
		passes, least := int64(0), &incidents[i].Value // passes at the one, fails at the other
		for *least-passes > 1 && *least-passes > *least/64 {
			was := *least
			if *least = passes + (was-passes)/2; !fails(incidents) {
				passes, *least = *least, was
			}
		}
	}
	return incidents
}
