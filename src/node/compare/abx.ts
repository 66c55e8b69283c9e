/**
 * The blind test of the comparison page: A and B are two formats, X is one of the two by a seeded coin, and whoever listens
 * tells which. One-sided binomial test against guessing (ITU-R BS.1116 asks for double-blind comparisons; ABX is the form of
 * Clark, "High-Resolution Subjective Testing Using a Double-Blind Comparator", JAES 1982).
 */

/** A format that can be chosen. */
export interface AbxChoice {
  readonly id: string;
  readonly name: string;
}

/** The section of the page; `first` and `second` are chosen at the start. */
export function abxSection(
  choices: readonly AbxChoice[],
  { first, second }: { readonly first: string; readonly second: string },
  escapeText: (text: string) => string,
): string {
  const options = (chosen: string): string =>
    choices
      .map(
        ({ id, name }) =>
          `<option value="${escapeText(id)}"${id === chosen ? ' selected' : ''}>${escapeText(name)}</option>`,
      )
      .join('');
  return `<h2 id="blind">Blind test</h2>
<p class="note">Can you hear which is which? X is A or B, anew in each trial. Listen to all three as often as you like, then decide;
whether you were right is shown at the end. 16 trials tell a difference that you hear three times out of four.</p>
<form id="abx" class="card plain">
<div class="choose">
<div><label for="abx-a">A</label><select id="abx-a" name="a">${options(first)}</select></div>
<div><label for="abx-b">B</label><select id="abx-b" name="b">${options(second)}</select></div>
<div><label for="abx-trials">Trials</label><input id="abx-trials" name="trials" type="number" min="5" max="100" value="16" required></div>
<div><label for="abx-seed">Seed</label><input id="abx-seed" name="seed" type="number" min="0" max="4294967295" step="1" required></div>
<button>Start</button>
</div>
<div class="trial" hidden>
<p class="place" aria-live="polite"></p>
<div class="buttons" role="group" aria-label="Listen">
<button type="button" data-play="a">Play A <kbd>A</kbd></button>
<button type="button" data-play="b">Play B <kbd>B</kbd></button>
<button type="button" data-play="x">Play X <kbd>X</kbd></button>
</div>
<div class="buttons" role="group" aria-label="Decide">
<button type="button" data-answer="a">X is A <kbd>←</kbd></button>
<button type="button" data-answer="b">X is B <kbd>→</kbd></button>
<button type="button" data-stop>Stop <kbd>Esc</kbd></button>
</div>
</div>
<div class="result" role="status"></div>
</form>
<div class="scroll"><table id="abx-results" hidden>
<thead><tr><th scope="col">A</th><th scope="col">B</th><th scope="col" class="n">Right</th><th scope="col" class="n">p</th><th scope="col" class="n">Seed</th></tr></thead>
<tbody></tbody></table></div>`;
}

/** Style of the section. */
export const ABX_STYLE = `
.card.plain{display:block}
.choose{display:flex;flex-wrap:wrap;gap:10px 16px;align-items:end}
.choose div{min-width:0;max-width:100%}
.choose label{display:block;font-size:13px;color:var(--soft)}
select,input,button{font:inherit;color:inherit;background:var(--paper);border:1px solid var(--edge);border-radius:7px;padding:7px 10px;max-width:100%}
input[type=number]{width:8.5em}
input[type=checkbox]{width:18px;height:18px;margin:0;accent-color:var(--mark)}
button{cursor:pointer}
button:hover{border-color:var(--ink)}
button.on{border-color:var(--mark);box-shadow:0 0 0 1px var(--mark)}
.buttons{display:flex;flex-wrap:wrap;gap:8px;margin:8px 0}
.buttons button{min-width:7.5em}
kbd{font:600 11px/1.4 ui-monospace,monospace;color:var(--soft);border:1px solid var(--line);border-radius:4px;padding:0 5px;margin-left:4px}
.trial,.result:not(:empty){margin-top:12px}
.place{font-weight:600;margin:0}
`;

/**
 * The chance to have at least `right` of `trials` right by guessing, and the order of a seed: whether X is B, trial by trial.
 * Functions of the page; tests run them as well.
 */
export const ABX_FUNCTIONS = `
function chanceOf(right,trials){
  let p=0,c=1;
  for(let k=0;k<=trials;k++){if(k>=right)p+=c*2**-trials;c=c*(trials-k)/(k+1)}
  return Math.min(1,p);
}
function orderOf(seed,trials){
  let s=seed>>>0;
  return Array.from({length:trials},()=>{s=s+0x6d2b79f5|0;let t=Math.imul(s^s>>>15,1|s);t^=t+Math.imul(t^t>>>7,61|t);return((t^t>>>14)>>>0)>=2**31});
}
`;

/** The section's script; it uses `players`, `volumeOf` and `pauseAll` of the page's. */
export const ABX_SCRIPT = `${ABX_FUNCTIONS}
{
  const form=document.querySelector('#abx');
  const part=(selector)=>form.querySelector(selector);
  const newSeed=()=>{form.seed.value=crypto.getRandomValues(new Uint32Array(1))[0]};
  newSeed();
  const playerOf=(id)=>document.getElementById(id).querySelector('audio');
  let test=null;
  const sound=(id)=>{const from=playerOf(id);const audio=new Audio(from.src);audio.loop=true;audio.preload='auto';audio.dataset.row=id;return audio};
  const volumes=()=>{if(test)for(const audio of Object.values(test.sounds))audio.volume=volumeOf(audio.dataset.row)};
  document.querySelector('#match').addEventListener('change',volumes);
  function start(){
    const a=form.a.value,b=form.b.value;
    if(a===b){part('.result').textContent='A and B must be two formats.';return}
    pauseAll();
    const trials=Number(form.trials.value),seed=Number(form.seed.value);
    test={a,b,seed,order:orderOf(seed,trials),answers:[],place:0,playing:null,sounds:{}};
    part('.result').textContent='';
    part('.trial').hidden=false;
    for(const field of form.querySelectorAll('.choose :is(select,input,button)'))field.disabled=true;
    next();
    part('[data-play=x]').focus();
  }
  function next(){
    for(const audio of Object.values(test.sounds))audio.pause();
    const x=test.order[test.answers.length]?test.b:test.a;
    test.sounds={a:sound(test.a),b:sound(test.b),x:sound(x)};
    test.playing=null;
    volumes();
    mark();
    part('.place').textContent='Trial '+(test.answers.length+1)+' of '+test.order.length;
  }
  const mark=()=>{for(const button of form.querySelectorAll('[data-play]')){const on=button.dataset.play===test?.playing;button.classList.toggle('on',on);button.setAttribute('aria-pressed',on)}};
  function play(which){
    const before=test.sounds[test.playing];
    if(before){test.place=before.currentTime;before.pause()}
    if(test.playing===which){test.playing=null;mark();return}
    pauseAll();
    const audio=test.sounds[which];
    audio.currentTime=test.place;
    audio.play().catch(()=>{});
    test.playing=which;
    mark();
  }
  function answer(which){
    test.answers.push(which);
    if(test.answers.length<test.order.length)next();else end(true);
  }
  function end(isComplete){
    for(const audio of Object.values(test.sounds))audio.pause();
    part('.trial').hidden=true;
    for(const field of form.querySelectorAll('.choose :is(select,input,button)'))field.disabled=false;
    if(isComplete)show(test);else part('.result').textContent='Stopped: nothing is counted.';
    test=null;
    newSeed();
    part('.choose button').focus();
  }
  const nameOf=(id)=>[...form.a.options].find((option)=>option.value===id).text;
  function show({a,b,seed,order,answers}){
    const trials=order.length;
    const right=answers.filter((each,i)=>(each==='b')===order[i]).length;
    const p=chanceOf(right,trials);
    const shown=p<.001?'p < 0.001':'p = '+p.toFixed(3);
    const verdict=p<.05?'you hear a difference':'no difference is shown';
    part('.result').textContent=right+' of '+trials+' right: '+verdict+'. Guessing does as well in '+(100*p).toPrecision(2)+' % of all tests ('+shown+', one-sided binomial test).';
    const table=document.querySelector('#abx-results');
    const row=table.tBodies[0].insertRow();
    for(const text of [nameOf(a),nameOf(b),right+' of '+trials,p.toFixed(p<.001?6:3),String(seed)])row.insertCell().textContent=text;
    for(const cell of [...row.cells].slice(2))cell.className='n';
    table.hidden=false;
  }
  form.addEventListener('submit',(event)=>{event.preventDefault();if(!test)start()});
  form.addEventListener('click',(event)=>{
    const button=event.target.closest('button');
    if(!test||!button)return;
    if(button.dataset.play)play(button.dataset.play);
    else if(button.dataset.answer)answer(button.dataset.answer);
    else if('stop' in button.dataset)end(false);
  });
  addEventListener('keydown',(event)=>{
    if(!test||event.ctrlKey||event.metaKey||event.altKey)return;
    const key=event.key.toLowerCase();
    if('abx'.includes(key)&&key.length===1)play(key);
    else if(key==='arrowleft'||key==='arrowright')answer(key==='arrowleft'?'a':'b');
    else if(key==='escape')end(false);
    else return;
    event.preventDefault();
    event.stopImmediatePropagation();
  },{capture:true});
}
`;
