import { ssrRenderAttrs } from "vue/server-renderer";
import { useSSRContext } from "vue";
import { _ as _export_sfc } from "./plugin-vue_export-helper.1tPrXgE0.js";
const __pageData = JSON.parse('{"title":"Type Alias: ScheduleDecision","description":"","frontmatter":{},"headers":[],"relativePath":"api/index/type-aliases/ScheduleDecision.md","filePath":"api/index/type-aliases/ScheduleDecision.md"}');
const _sfc_main = { name: "api/index/type-aliases/ScheduleDecision.md" };
function _sfc_ssrRender(_ctx, _push, _parent, _attrs, $props, $setup, $data, $options) {
  _push(`<div${ssrRenderAttrs(_attrs)}><p><a href="./../../"><strong>API</strong></a></p><hr><p><a href="./../../">API</a> / <a href="./../">index</a> / ScheduleDecision</p><h1 id="type-alias-scheduledecision" tabindex="-1">Type Alias: ScheduleDecision <a class="header-anchor" href="#type-alias-scheduledecision" aria-label="Permalink to &quot;Type Alias: ScheduleDecision&quot;">​</a></h1><blockquote><p><strong>ScheduleDecision</strong> = { <code>kind</code>: <code>&quot;take&quot;</code> | <code>&quot;extendSilence&quot;</code>; <code>maxFrames</code>: <code>number</code>; } | { <code>frames</code>: <code>number</code>; <code>kind</code>: <code>&quot;lose&quot;</code>; <code>skipped?</code>: <code>true</code>; } | { <code>kind</code>: <code>&quot;wait&quot;</code>; <code>untilMs?</code>: <code>number</code>; }</p></blockquote><p>What is done about the next frame. <code>take</code> hands out held frames, and is for a queue that has the next one; <code>extendSilence</code> hands out silence for frames that a continuing silence covers; <code>lose</code> reports frames lost: <code>skipped</code> where no audio takes their place; <code>wait</code> without a time waits for a push. <code>maxFrames</code> is 1 or more, also Infinity; <code>frames</code> is 1 or more; a time that has passed counts as the next millisecond.</p></div>`);
}
const _sfc_setup = _sfc_main.setup;
_sfc_main.setup = (props, ctx) => {
  const ssrContext = useSSRContext();
  (ssrContext.modules || (ssrContext.modules = /* @__PURE__ */ new Set())).add("api/index/type-aliases/ScheduleDecision.md");
  return _sfc_setup ? _sfc_setup(props, ctx) : void 0;
};
const ScheduleDecision = /* @__PURE__ */ _export_sfc(_sfc_main, [["ssrRender", _sfc_ssrRender]]);
export {
  __pageData,
  ScheduleDecision as default
};
