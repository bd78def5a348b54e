// A reader's afternoon with the editor, as a function of the page. It takes the texts of two files,
// changed in several ways, and returns what the reader saw; see edit_test.go.
async ({ file, slower, broken, endless, solution }) => {
	const seen = {};
	const until = (what, true_) => wait(what, true_).catch(error => {
		throw new Error(`${error.message}: ${document.querySelector("section[aria-label^=Editor]")?.innerText.slice(-900)}`);
	});
	const named = (text, within = document) => [...within.querySelectorAll("button")].find(b => (b.getAttribute("aria-label") ?? b.textContent).startsWith(text) && !b.hidden);
	const editor = () => document.querySelector("section[aria-label^=Editor]");
	const content = () => editor()?.querySelector("[role=tabpanel]")?.shadowRoot?.querySelector("[contenteditable=true]");
	const choose = name => {
		const select = editor().querySelector("select");
		select.value = name;
		select.dispatchEvent(new Event("change"));
	};
	const put = text => {
		content().dispatchEvent(new KeyboardEvent("keydown", {key: "a", code: "KeyA", keyCode: 65, ctrlKey: true, bubbles: true, cancelable: true}));
		const data = new DataTransfer();
		data.setData("text/plain", text);
		content().dispatchEvent(new ClipboardEvent("paste", {
			clipboardData: data, dataType: "text/plain", data: text, // as Chromium and as Firefox would have it
			bubbles: true, cancelable: true,
		}));
	};
	const terminal = document.querySelector("main figure[data-program]");
	const state = () => terminal.querySelector("[role=status]")?.textContent ?? "";

	// A program is changed, and run.
	const begin = performance.now();
	named("Edit", terminal).click();
	await until("no editor opens", content);
	choose(file);
	put(slower);
	named("Run", editor()).click();
	await until("nothing is printed", () => terminal.querySelector("[data-at]"));
	seen.First = performance.now() - begin;
	await until("it does not end", () => {
		terminal.nextElementSibling.querySelector("label:last-child input")?.click();
		return /ended|stopped|not/.test(state());
	});
	seen.Output = terminal.querySelector("pre").textContent;

	// Each later time it is quicker.
	seen.Again = [];
	const old = () => terminal.querySelectorAll("[data-at]").forEach(e => (e.dataset.old = "yes")); // stays until the first line comes
	for (let time = 1; time <= 4; time++) {
		put(slower.replace("func ", `// ${time}.\nfunc `));
		old();
		const again = performance.now();
		named("Run", editor()).click();
		await until("it does not begin", () => /compiling/.test(state()));
		await until("nothing is printed", () => /running|ended/.test(state()) && terminal.querySelector("[data-at]:not([data-old])"));
		seen.Again.push(performance.now() - again);
		named("Stop", terminal)?.click(); // if it has not ended by itself
		await until("it does not stop", () => /stopped|ended/.test(state()));
	}

	// What does not compile is marked.
	put(broken);
	named("Run", editor()).click();
	await until("no error is found", () => editor().querySelector("ul li button"));
	seen.Errors = editor().querySelector("ul").innerText;
	await until("nothing is marked", () => editor().querySelector("[role=tabpanel]").shadowRoot.querySelector(".cm-lintRange-error"));
	seen.Marked = editor().querySelector("[role=tabpanel]").shadowRoot.querySelector(".cm-lintRange-error").textContent;

	// What does not end is stopped.
	put(endless);
	named("Run", editor()).click();
	await until("it does not start", () => state() === "running");
	await new Promise(done => setTimeout(done, 500));
	named("Stop", editor()).click();
	await new Promise(requestAnimationFrame);
	seen.Stopped = /stopped/.test(state());
	put(slower);
	named("Close", editor()).click();

	// An exercise is failed, and solved.
	named("Do it here").click();
	await until("no editor opens", content);
	named("Run tests", editor()).click();
	await until("no test has run", () => editor().querySelector("li[data-status]"));
	seen.Failed = [...editor().querySelectorAll("li[data-status=fail]")].map(e => e.innerText);
	seen.Hint = Boolean(named("Show the hint", editor()));
	const show = named("Show the solution", editor());
	show.click();
	seen.Solutions = [editor().querySelectorAll("[role=tab]").length];
	show.click();
	seen.Solutions.push(editor().querySelectorAll("[role=tab]").length);
	editor().querySelector("[role=tab]").click();
	put(solution);
	named("Run tests", editor()).click();
	await until("it is not solved", () => editor().innerText.includes("Solved"));
	named("Compare with ours", editor()).click();
	const both = [...editor().querySelectorAll("[aria-label$='yours and ours'] .code")].flatMap(e => [...e.shadowRoot.querySelectorAll(".cm-content")]);
	seen.Compared = both.map(e => e.ariaLabel ?? e.getAttribute("aria-label"));
	seen.Next = [...editor().querySelectorAll("a")].filter(e => e.checkVisibility()).map(e => `${e.textContent} ${Boolean(document.querySelector(e.getAttribute("href")))}`);
	named("Close", editor()).click();
	return seen;
}
