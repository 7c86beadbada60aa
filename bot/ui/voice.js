// Recording an answer in the Interview tab, and keeping an answer while it is typed.
// The recording never leaves this page and is never written down: it is held in memory, played back from
// there, and forgotten when it is deleted, when the question changes and when the page is left. What goes to
// the server is how loud it is, every STEP seconds; the numbers are computed there (speech.py).
(() => {
  if (window.stepwiseVoice) return;
  const own = (words) => window.stepwise.own(words);
  const STEP = 0.02;
  const QUIETEST = -100;
  const PAUSE_IN_TYPING = 700;
  // What is measured is the sound itself, so the browser must not lift quiet parts or cut them out.
  const AS_IT_IS = { echoCancellation: false, noiseSuppression: false, autoGainControl: false };
  // Over the network a browser gives the microphone to a page by https only.
  const NEEDS_HTTPS = own("Recording is not possible here: over the network a browser gives the microphone only to a page opened by https. You can type your answer. Whoever serves this page can set https up.");
  const now = { state: "idle", key: "", said: window.isSecureContext ? "" : NEEDS_HTTPS };
  let recorder = null, context = null, buffer = null, source = null, analyser = null, began = 0, timer = null;

  const box = () => document.getElementById("iv-voice");
  const send = (name, data) => window.stepwise.send(name, data);

  // --- what the recorder shows ---------------------------------------------------------------------
  const SHOWN = {
    idle: window.isSecureContext ? ["record"] : [], asking: [], recording: ["stop"], working: [], done: ["play", "drop"], playing: ["stop", "drop"],
  };
  const clock = (seconds) => `${Math.floor(seconds / 60)}:${String(Math.floor(seconds % 60)).padStart(2, "0")}`;
  const seconds = () => {
    if (now.state === "recording" || now.state === "playing") return (performance.now() - began) / 1000;
    return buffer ? buffer.duration : 0;
  };
  const paint = () => {
    const part = box();
    if (!part) return;
    const focused = part.contains(document.activeElement) ? document.activeElement : null;
    part.dataset.state = now.state;
    part.querySelectorAll("[data-voice]").forEach((button) => {
      button.hidden = !SHOWN[now.state].includes(button.dataset.voice);
    });
    part.querySelectorAll(".lead, #iv-voice-about").forEach((about) => { about.hidden = !window.isSecureContext; });
    const meter = part.querySelector("meter");
    meter.hidden = now.state !== "recording";
    meter.value = meter.hidden ? 0 : loudness();
    const time = now.state === "idle" || now.state === "asking" ? "" : clock(seconds());
    part.querySelector(".clock").textContent = time;
    const status = part.querySelector(".voice-said");
    if (status.textContent !== now.said) status.textContent = now.said;
    if (focused?.hidden) part.querySelector("[data-voice]:not([hidden])")?.focus();
  };
  const set = (state, said = "") => { Object.assign(now, { state, said }); paint(); };
  const loudness = () => {
    if (!analyser) return 0;
    const samples = new Float32Array(analyser.fftSize);
    analyser.getFloatTimeDomainData(samples);
    return Math.max(0, Math.min(100, 100 + 1.6 * level(samples, 0, samples.length)));
  };

  // --- recording -----------------------------------------------------------------------------------
  const TROUBLE = {
    NotAllowedError: own("The browser does not allow the microphone here. You can type your answer."),
    NotFoundError: own("No microphone was found. You can type your answer."),
  };
  const record = async () => {
    if (!navigator.mediaDevices?.getUserMedia || !window.MediaRecorder) {
      return set("idle", own("Recording needs a newer browser. You can type your answer."));
    }
    forget();
    now.key = box().dataset.key;
    set("asking", own("Waiting for the microphone."));
    try {
      const stream = await navigator.mediaDevices.getUserMedia({ audio: AS_IT_IS });
      if (now.state !== "asking" || box()?.dataset.key !== now.key) return release(stream);
      listen(stream, Number(box().dataset.most));
    } catch (error) {
      set("idle", TROUBLE[error.name] ?? own("The microphone could not be opened. You can type your answer."));
    }
  };
  const listen = (stream, most) => {
    context = new AudioContext();
    analyser = context.createAnalyser();
    context.createMediaStreamSource(stream).connect(analyser);
    const pieces = [];
    recorder = new MediaRecorder(stream);
    recorder.ondataavailable = (event) => pieces.push(event.data);
    const mine = recorder;
    recorder.onstop = () => {
      release(stream);
      analyser = null;
      if (recorder === mine) keep(new Blob(pieces, { type: mine.mimeType }));
    };
    recorder.start();
    began = performance.now();
    timer = setInterval(() => { seconds() >= most ? stop() : paint(); }, 100);
    set("recording", own("Recording. Speak when you are ready."));
  };
  const release = (stream) => stream.getTracks().forEach((track) => track.stop());
  const stop = () => {
    clearInterval(timer);
    if (now.state === "recording") {
      set("working", own("Measuring."));
      recorder.stop();
    } else if (now.state === "playing") {
      source.stop();
    }
  };
  const keep = async (blob) => {
    try {
      buffer = await context.decodeAudioData(await blob.arrayBuffer());
    } catch {
      return set("idle", own("This recording cannot be read, so nothing was kept. You can type your answer."));
    }
    recorder = null;
    set("done", own("Recorded. Listen to it, then type what you said."));
    send("iv_levels", { step: STEP, levels: levels(buffer) });
  };

  // Loudness in dB of full scale, one number every STEP seconds.
  const levels = (audio) => {
    const samples = audio.getChannelData(0);
    const size = Math.round(audio.sampleRate * STEP);
    const found = [];
    for (let at = 0; at + size <= samples.length; at += size) found.push(Math.round(10 * level(samples, at, at + size)) / 10);
    return found;
  };
  const level = (samples, from, to) => {
    let sum = 0;
    for (let at = from; at < to; at += 1) sum += samples[at] * samples[at];
    return sum ? Math.max(QUIETEST, 10 * Math.log10(sum / (to - from))) : QUIETEST;
  };

  const play = async () => {
    await context.resume();
    source = context.createBufferSource();
    source.buffer = buffer;
    source.connect(context.destination);
    source.onended = () => { clearInterval(timer); if (now.state === "playing") set("done", own("Recorded. Listen to it, then type what you said.")); };
    source.start();
    began = performance.now();
    timer = setInterval(paint, 200);
    set("playing", own("Playing."));
  };

  // Everything of a recording goes: the sound, the microphone and the numbers.
  const forget = () => {
    clearInterval(timer);
    const running = recorder;
    recorder = null;
    if (running?.state === "recording") running.stop();
    const playing = source;
    source = null;
    if (now.state === "playing") { now.state = "idle"; playing?.stop(); }
    if (buffer) send("iv_levels", { levels: [] });
    buffer = null;
    context?.close();
    context = null;
    analyser = null;
  };
  const drop = () => { forget(); set("idle", own("The recording is deleted.")); };

  const acts = { record, stop, play, drop };
  document.addEventListener("click", (event) => {
    const button = event.target.closest?.("button[data-voice]");
    if (button) acts[button.dataset.voice]();
  });
  window.addEventListener("pagehide", forget);

  // --- an answer is kept while it is typed ---------------------------------------------------------
  let typing = null, unsaved = null;
  const note = (words) => {
    const said = document.getElementById("iv-draft-said");
    if (said) said.textContent = words;
  };
  const flush = () => {
    clearTimeout(typing);
    if (!unsaved) return;
    send("iv_draft", unsaved);
    unsaved = null;
    note(own("Draft saved"));
  };
  document.addEventListener("input", (event) => {
    const area = event.target;
    if (!area.dataset?.draft) return;
    note("");
    unsaved = { id: area.dataset.draft, number: area.dataset.number, answer: area.value };
    clearTimeout(typing);
    typing = setTimeout(flush, PAUSE_IN_TYPING);
  });
  document.addEventListener("submit", (event) => {
    if (event.target.id !== "iv-form") return;
    clearTimeout(typing);
    unsaved = null;
  }, true);
  window.addEventListener("pagehide", flush);

  // A redraw makes the recorder's buttons anew; another question, or none, means that its recording is over.
  document.addEventListener("sw:drawn", (event) => {
    if (!event.target.closest("#iv-ask")) return;
    note("");
    if (now.state !== "idle" && box()?.dataset.key !== now.key) { forget(); now.state = "idle"; now.said = ""; }
    paint();
  });
  window.stepwiseVoice = { level, levels };
  paint();
})();
