// Gives each page, before its own scripts, the function wait, with which tests wait in it:
//
//	const value = await wait("no editor opens", () => document.querySelector("section"));
//
// It resolves with the first value that counts as true; an exception means: not yet. It rejects when
// that value cannot come any more, or has not for as long as a test waits at most:
//
//	– something has gone wrong since the last wait (an exception, in a worker too, a promise that nobody
//	  minds), and the value has not come ten seconds later;
//	– the page is at rest: nothing in it says that it is at work, and for twelve seconds nothing has
//	  changed in it or been fetched. The seconds of a machine that is busy do not count in full.
//
// What only a service worker knows of does not stir the page: such a value is waited for with
// {elsewhere: true}.
(() => {
	const patience = 180_000, afterProblem = 10_000, rest = 12_000, looks = 500;
	const problems = [];
	let stirred = performance.now(), quiet = 0; // since when nothing has happened, and how often that was seen
	const stir = () => { stirred = performance.now(); quiet = 0 };
	const wrong = what => { problems.push({ at: performance.now(), what: String(what) }); stir() };

	addEventListener("error", event => { if (event.message) wrong(event.message) }, true);
	addEventListener("unhandledrejection", event => wrong(event.reason));
	window.Worker = class extends Worker {
		constructor(...of) {
			super(...of);
			this.addEventListener("error", event => wrong(`in a worker: ${event.message || "it does not load"}`));
			this.addEventListener("messageerror", () => wrong("a worker's message cannot be read"));
			this.addEventListener("message", stir);
		}
	};
	new MutationObserver(stir).observe(document, { attributes: true, characterData: true, childList: true, subtree: true });
	new PerformanceObserver(stir).observe({ type: "resource" });
	for (const event of ["hashchange", "keydown", "click", "focusin", "scroll"]) addEventListener(event, stir, true);

	const atWork = () => document.readyState !== "complete" || document.querySelector("[data-state], [data-stops], [aria-busy=true]") !== null;

	window.wait = async (what, true_, { elsewhere = false } = {}) => {
		const start = performance.now();
		stir();
		for (;;) {
			let exception = "it is not true";
			try {
				const value = await true_();
				if (value) {
					problems.length = 0;
					return value;
				}
			} catch (thrown) {
				exception = String(thrown);
			}
			const now = performance.now();
			if (atWork()) stir();
			quiet++;
			const give = why => {
				const states = [...document.querySelectorAll("[role=status]")].map(e => e.textContent.trim()).filter(Boolean);
				throw new Error(`${what}: ${exception}, and ${why} (after ${Math.round((now - start) / 1000)} s${states.length ? `; the page says ${JSON.stringify(states)}` : ""})`);
			};
			if (problems.length && now > Math.max(start, problems[0].at) + afterProblem) give(`something is wrong: ${problems[0].what}`);
			if (!elsewhere && now > stirred + rest && quiet > looks) give("the page is at rest");
			if (now > start + patience) give("nobody waits any longer");
			await new Promise(done => setTimeout(done, 15));
		}
	};
})();
