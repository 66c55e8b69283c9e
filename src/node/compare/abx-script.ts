/**
 * The chance to have at least `right` of `trials` right by guessing, how such a chance is written, and the order of a seed:
 * whether X is B, trial by trial. Functions of the page, which use those of its language; tests run them as well.
 */
export const ABX_FUNCTIONS = `
function chanceOf(right,trials){
  let p=0,c=1;
  for(let k=0;k<=trials;k++){if(k>=right)p+=c*2**-trials;c=c*(trials-k)/(k+1)}
  return Math.min(1,p);
}
const digits=(value,count)=>decimal(value,{minimumFractionDigits:count,maximumFractionDigits:count});
function chanceText(p){return p<1e-6?'< '+digits(1e-6,6):digits(p,p<.001?6:3)}
const chanceStated=(p)=>'p '+(p<1e-6?'':'= ')+chanceText(p);
function percentText(p){
  const {lessThan,moreThan,percent}=wordsNow();
  if(p<1e-6)return fill(lessThan,{percent:digits(1e-4,4)});
  if(p>.99&&p<1)return fill(moreThan,{percent:decimal(99)});
  return fill(percent,{percent:p<.1?decimal(100*p,{maximumSignificantDigits:2}):decimal(Math.round(100*p))});
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
  // The title in one language: what is kept is found in all of them.
  const place='latentcast-abx '+location.pathname+' '+TITLE;
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
  // Written anew in another language.
  let resultText=()=>'';
  const showResult=(write)=>{resultText=write;part('.result').textContent=write()};
  function start(from){
    pauseAll();
    const {seed,trials}=from;
    test={isMatched:true,...from,order:orderOf(seed,trials),place:0,playing:null,sounds:{}};
    form.a.value=test.a;form.b.value=test.b;form.trials.value=trials;form.seed.value=seed;
    showResult(()=>'');
    part('.trial').hidden=false;
    showLeft();
    for(const field of form.querySelectorAll('.choose :is(select,input,button)'))field.disabled=true;
    next();
    part('[data-play=x]').focus();
  }
  function startNew(){
    const a=form.a.value,b=form.b.value;
    if(a===b){showResult(()=>wordsNow().twoFormats);return}
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
    showPlace('trial');
    const {a,b,seed,trials,answers,isMatched}=test;
    left={a,b,seed,trials,answers,isMatched};
    keep();
  }
  let note='trial';
  const showPlace=(which)=>{note=which;const line=part('.place');line.classList.toggle('wrong',which!=='trial');line.textContent=fill(wordsNow()[which],placeOf(test))};
  const placeOf=({answers,trials})=>({n:answers.length+1,of:trials});
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
    if(!test.isHeard){showPlace('trialUnheard');return}
    test.answers.push(which);
    if(test.answers.length<test.trials)next();else end(true);
  }
  function end(isComplete){
    for(const audio of Object.values(test.sounds))audio.pause();
    part('.trial').hidden=true;
    for(const field of form.querySelectorAll('.choose :is(select,input,button)'))field.disabled=false;
    const done=test;
    test=null;
    if(isComplete){left=null;add(done)}else{left={...left,isMatched:done.isMatched};showResult(()=>wordsNow().stopped)}
    keep();
    showLeft();
    newSeed();
    part('.choose button').focus();
  }
  function showLeft(){
    part('.left').hidden=test!==null||!left;
    if(left)part('[data-continue]').textContent=fill(wordsNow().continue,{a:nameOf(left.a),b:nameOf(left.b),...placeOf(left)});
  }
  const nameOf=(id)=>[...form.a.options].find((option)=>option.value===id).text;
  function add({a,b,seed,trials,order,answers,isMatched}){
    const right=answers.filter((each,i)=>(each==='b')===order[i]).length;
    const p=chanceOf(right,trials);
    const isNew=!results.some((each)=>each.seed===seed);
    results.push({a,b,seed,trials,right,isMatched,isNew});
    const total=totalOf(results,{a,b});
    showResult(()=>{
      const words=wordsNow();
      return[
        fill(words.result,{right,trials,verdict:p<.05?words.heard:words.unheard,percent:percentText(p),p:chanceStated(p)}),
        isMatched?'':words.unequal,
        isNew?'':words.known,
        total.tests>1?fill(words.all,{...total,p:chanceStated(chanceOf(total.right,total.trials))}):'',
      ].filter(Boolean).join(' ');
    });
    list();
  }
  function list(){
    const table=document.querySelector('#abx-results');
    table.tBodies[0].replaceChildren();
    for(const {a,b,seed,trials,right,isMatched,isNew} of results){
      const row=table.tBodies[0].insertRow();
      const {of,unequalShort,knownShort}=wordsNow();
      const counted=[fill(of,{right,trials}),isMatched?'':unequalShort,isNew?'':knownShort].filter(Boolean).join(', ');
      for(const text of [nameOf(a),nameOf(b),counted,chanceText(chanceOf(right,trials)),String(seed)])row.insertCell().textContent=text;
      for(const cell of [...row.cells].slice(2))cell.className='n';
    }
    table.hidden=document.querySelector('#abx-forget').hidden=results.length===0;
  }
  document.querySelector('#abx-forget').addEventListener('click',()=>{results=[];keep();list();form.a.focus()});
  list();
  showLeft();
  document.addEventListener('latentcast-language',()=>{list();showLeft();part('.result').textContent=resultText();if(test)showPlace(note)});
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
