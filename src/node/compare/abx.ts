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
<p class="left" hidden><button type="button" data-continue></button></p>
</form>
<div class="scroll"><table id="abx-results" hidden>
<thead><tr><th scope="col">A</th><th scope="col">B</th><th scope="col" class="n">Right</th><th scope="col" class="n">p</th><th scope="col" class="n">Seed</th></tr></thead>
<tbody></tbody></table></div>
<p><button type="button" id="abx-forget" hidden>Forget the results</button></p>`;
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
.trial,.left,.result:not(:empty){margin-top:12px}
.place{font-weight:600;margin:0}
.place.wrong{color:var(--mark)}
`;

/**
 * The chance to have at least `right` of `trials` right by guessing, how such a chance is written, and the order of a seed:
 * whether X is B, trial by trial. Functions of the page; tests run them as well.
 */
export const ABX_FUNCTIONS = `
function chanceOf(right,trials){
  let p=0,c=1;
  for(let k=0;k<=trials;k++){if(k>=right)p+=c*2**-trials;c=c*(trials-k)/(k+1)}
  return Math.min(1,p);
}
function chanceText(p){return p<1e-6?'< 0.000001':p.toFixed(p<.001?6:3)}
function percentText(p){
  if(p<1e-6)return 'less than 0.0001 %';
  if(p>.99&&p<1)return 'more than 99 %';
  return (p<.1?Number((100*p).toPrecision(2)):Math.round(100*p))+' %';
}
function orderOf(seed,trials){
  let s=seed>>>0;
  return Array.from({length:trials},()=>{s=s+0x6d2b79f5|0;let t=Math.imul(s^s>>>15,1|s);t^=t+Math.imul(t^t>>>7,61|t);return((t^t>>>14)>>>0)>=2**31});
}
function totalOf(results,{a,b}){
  const of=results.filter((each)=>each.isNew&&(each.a===a&&each.b===b||each.a===b&&each.b===a));
  return{tests:of.length,right:of.reduce((sum,{right})=>sum+right,0),trials:of.reduce((sum,{trials})=>sum+trials,0)};
}
`;

/**
 * The section's script; it uses `players`, `volumeOf`, `match` and `pauseAll` of the page's. A test that was left, and the
 * results, are kept in the browser, by the page's address and title.
 */
export const ABX_SCRIPT = `${ABX_FUNCTIONS}
{
  const form=document.querySelector('#abx');
  const part=(selector)=>form.querySelector(selector);
  const newSeed=()=>{form.seed.value=crypto.getRandomValues(new Uint32Array(1))[0]};
  newSeed();
  const playerOf=(id)=>document.getElementById(id).querySelector('audio');
  const place='latentcast-abx '+location.pathname+' '+document.title;
  const isKnown=(each)=>[each?.a,each?.b].every((id)=>[...form.a.options].some(({value})=>value===id));
  const kept=()=>{try{const {left,results}=JSON.parse(localStorage.getItem(place));return{left:isKnown(left)?left:null,results:results.filter(isKnown)}}catch{return{left:null,results:[]}}};
  // left: the test that is under way or was stopped.
  let {left,results}=kept();
  const keep=()=>{try{localStorage.setItem(place,JSON.stringify({left,results}))}catch{}};
  let test=null;
  const sound=(id)=>{const from=playerOf(id);const audio=new Audio(from.src);audio.loop=true;audio.preload='auto';audio.dataset.row=id;return audio};
  const volumes=()=>{if(!test)return;test.isMatched&&=match.checked;for(const audio of Object.values(test.sounds))audio.volume=volumeOf(audio.dataset.row)};
  match.addEventListener('change',volumes);
  // A row that is played by its key or its player takes the place of A, B or X.
  const hush=()=>{const audio=test?.sounds[test.playing];if(!audio)return;test.place=audio.currentTime;audio.pause();test.playing=null;mark()};
  for(const audio of players)audio.addEventListener('play',hush);
  function start(from){
    pauseAll();
    const {seed,trials}=from;
    test={isMatched:true,...from,order:orderOf(seed,trials),place:0,playing:null,sounds:{}};
    form.a.value=test.a;form.b.value=test.b;form.trials.value=trials;form.seed.value=seed;
    part('.result').textContent='';
    part('.trial').hidden=false;
    showLeft();
    for(const field of form.querySelectorAll('.choose :is(select,input,button)'))field.disabled=true;
    next();
    part('[data-play=x]').focus();
  }
  function startNew(){
    const a=form.a.value,b=form.b.value;
    if(a===b){part('.result').textContent='A and B must be two formats.';return}
    start({a,b,seed:Number(form.seed.value),trials:Number(form.trials.value),answers:[]});
  }
  function next(){
    for(const audio of Object.values(test.sounds))audio.pause();
    const x=test.order[test.answers.length]?test.b:test.a;
    test.sounds={a:sound(test.a),b:sound(test.b),x:sound(x)};
    test.playing=null;
    test.isHeard=false;
    volumes();
    mark();
    say('');
    const {a,b,seed,trials,answers,isMatched}=test;
    left={a,b,seed,trials,answers,isMatched};
    keep();
  }
  const say=(note)=>{const line=part('.place');line.classList.toggle('wrong',note!=='');line.textContent='Trial '+(test.answers.length+1)+' of '+test.trials+note};
  const mark=()=>{for(const button of form.querySelectorAll('[data-play]')){const on=button.dataset.play===test?.playing;button.classList.toggle('on',on);button.setAttribute('aria-pressed',on)}};
  function play(which){
    const isPlaying=test.playing===which;
    hush();
    if(isPlaying)return;
    pauseAll();
    const audio=test.sounds[which];
    audio.currentTime=test.place;
    audio.play().catch(()=>{});
    test.playing=which;
    if(which==='x')test.isHeard=true;
    mark();
  }
  function answer(which){
    if(!test.isHeard){say(': listen to X first');return}
    test.answers.push(which);
    if(test.answers.length<test.trials)next();else end(true);
  }
  function end(isComplete){
    for(const audio of Object.values(test.sounds))audio.pause();
    part('.trial').hidden=true;
    for(const field of form.querySelectorAll('.choose :is(select,input,button)'))field.disabled=false;
    const done=test;
    test=null;
    if(isComplete){left=null;add(done)}else{left={...left,isMatched:done.isMatched};part('.result').textContent='Stopped: nothing is counted.'}
    keep();
    showLeft();
    newSeed();
    part('.choose button').focus();
  }
  function showLeft(){
    part('.left').hidden=test!==null||!left;
    if(left)part('[data-continue]').textContent='Continue: '+nameOf(left.a)+' and '+nameOf(left.b)+', trial '+(left.answers.length+1)+' of '+left.trials;
  }
  const nameOf=(id)=>[...form.a.options].find((option)=>option.value===id).text;
  function add({a,b,seed,trials,order,answers,isMatched}){
    const right=answers.filter((each,i)=>(each==='b')===order[i]).length;
    const p=chanceOf(right,trials);
    const verdict=p<.05?'you hear a difference':'no difference is shown';
    const isNew=!results.some((each)=>each.seed===seed);
    results.push({a,b,seed,trials,right,isMatched,isNew});
    const total=totalOf(results,{a,b});
    part('.result').textContent=right+' of '+trials+' right: '+verdict+'. Guessing does as well in '+percentText(p)+' of all tests (p '+(p<1e-6?'':'= ')+chanceText(p)+', one-sided binomial test).'
      +(isMatched?'':' A and B were not equally loud: the louder one can be told by that alone.')
      +(isNew?'':' The order of this seed was used before, so that it may be known: this test is not counted with the others.')
      +(total.tests>1?' All '+total.tests+' tests of the two: '+total.right+' of '+total.trials+' right, p '+(chanceOf(total.right,total.trials)<1e-6?'':'= ')+chanceText(chanceOf(total.right,total.trials))+'.':'');
    list();
  }
  function list(){
    const table=document.querySelector('#abx-results');
    table.tBodies[0].replaceChildren();
    for(const {a,b,seed,trials,right,isMatched,isNew} of results){
      const row=table.tBodies[0].insertRow();
      const notes=(isMatched?'':', not equally loud')+(isNew?'':', order used before');
      for(const text of [nameOf(a),nameOf(b),right+' of '+trials+notes,chanceText(chanceOf(right,trials)),String(seed)])row.insertCell().textContent=text;
      for(const cell of [...row.cells].slice(2))cell.className='n';
    }
    table.hidden=document.querySelector('#abx-forget').hidden=results.length===0;
  }
  document.querySelector('#abx-forget').addEventListener('click',()=>{results=[];keep();list();form.a.focus()});
  list();
  showLeft();
  form.addEventListener('submit',(event)=>{event.preventDefault();if(!test)startNew()});
  form.addEventListener('click',(event)=>{
    const button=event.target.closest('button');
    if(!button)return;
    if('continue' in button.dataset)start(left);
    else if(!test)return;
    else if(button.dataset.play)play(button.dataset.play);
    else if(button.dataset.answer)answer(button.dataset.answer);
    else if('stop' in button.dataset)end(false);
  });
  addEventListener('keydown',(event)=>{
    if(!test||event.ctrlKey||event.metaKey||event.altKey)return;
    const key=event.key.toLowerCase();
    const act=['a','b','x'].includes(key)?()=>play(key):key==='arrowleft'?()=>answer('a'):key==='arrowright'?()=>answer('b'):key==='escape'?()=>end(false):null;
    if(!act)return;
    // A key that is held down is one answer.
    if(!event.repeat)act();
    event.preventDefault();
    event.stopImmediatePropagation();
  },{capture:true});
}
`;
