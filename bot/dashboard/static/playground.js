// Live validation of the policy that is being written. Without this file the button "Check" does the same.
"use strict";

(() => {
  const repository = document.querySelector("#playground [name=repository]");
  const policy = document.getElementById("policy");
  const gutter = document.getElementById("gutter");
  const status = document.getElementById("status");
  const problems = document.getElementById("problems");
  const notices = document.getElementById("notices");
  const values = document.getElementById("values");
  const stale = document.getElementById("stale");
  const pauseMs = 400;
  let waiting = 0;
  let asked = 0;
  let marked = new Set();

  function drawGutter() {
    const lines = policy.value.split("\n").length;
    const parts = [];
    for (let line = 1; line <= lines; line += 1) {
      const number = document.createElement(marked.has(line) ? "b" : "span");
      number.textContent = String(line);
      parts.push(number, document.createTextNode("\n"));
    }
    gutter.replaceChildren(...parts);
    gutter.scrollTop = policy.scrollTop;
  }

  function goTo(line, column) {
    const lines = policy.value.split("\n");
    const before = lines.slice(0, line - 1).reduce((sum, one) => sum + one.length + 1, 0);
    const at = before + Math.min(column - 1, (lines[line - 1] || "").length);
    const end = before + (lines[line - 1] || "").length;
    policy.focus();
    policy.setSelectionRange(at, Math.max(at, end));
    const height = parseFloat(getComputedStyle(policy).lineHeight);
    policy.scrollTop = Math.max(0, (line - 4) * height);
  }

  function item(text) {
    const made = document.createElement("li");
    made.textContent = text;
    return made;
  }

  function jump(problem) {
    const made = document.createElement("li");
    const button = document.createElement("button");
    button.type = "button";
    button.textContent = `Line ${problem.line}, column ${problem.column}: ${problem.message}`;
    button.addEventListener("click", () => goTo(problem.line, problem.column));
    made.append(button);
    return made;
  }

  function row(value) {
    const made = document.createElement("tr");
    const cells = [["Key", value.key], ["Value", value.value], ["From", value.source]];
    for (const [label, text] of cells) {
      const cell = document.createElement("td");
      cell.dataset.label = label;
      const inside = document.createElement(label === "Key" ? "code" : "span");
      inside.textContent = text;
      if (label === "From") cell.className = "quiet";
      cell.append(inside);
      made.append(cell);
    }
    return made;
  }

  function say(text, kind) {
    if (status.textContent !== text) status.textContent = text;
    status.className = `status ${kind}`;
  }

  function show(found) {
    marked = new Set(found.problems.map((problem) => problem.line));
    drawGutter();
    problems.replaceChildren(...found.problems.map(jump), ...found.could_not_look.map(item));
    const count = found.problems.length;
    if (count) say(`${count} mistake${count === 1 ? "" : "s"}`, "wrong");
    else if (found.could_not_look.length) say("Could not be checked whole", "wrong");
    else say("A valid policy", "right");
    const valid = !count && !found.could_not_look.length;
    stale.hidden = valid;
    if (!valid) { // the values stay on show
      notices.replaceChildren();
      return;
    }
    notices.replaceChildren(...found.notices.map(item));
    values.replaceChildren(...found.values.map(row));
  }

  async function check() {
    asked += 1;
    const mine = asked;
    const question = { policy: policy.value, repository: repository ? repository.value : "" };
    let answer;
    let found;
    try {
      answer = await fetch("/api/v1/policy/check", {
        method: "POST",
        headers: { "Content-Type": "application/json" },
        body: JSON.stringify(question),
      });
      found = await answer.json();
    } catch {
      found = { reason: "The server does not answer" };
    }
    if (mine !== asked) return; // something newer is on its way
    if (answer && answer.ok) {
      show(found);
      return;
    }
    const seconds = answer ? Number(answer.headers.get("Retry-After")) : 0;
    if (seconds) soon(seconds * 1000);
    else say(found.reason, "wrong");
  }

  function soon(ms) {
    clearTimeout(waiting);
    waiting = setTimeout(check, ms);
  }

  policy.addEventListener("input", () => {
    drawGutter();
    soon(pauseMs);
  });
  policy.addEventListener("scroll", () => {
    gutter.scrollTop = policy.scrollTop;
  });
  if (repository) repository.addEventListener("change", check);
  drawGutter();
  check();
})();
