import { ssrRenderAttrs } from "vue/server-renderer";
import { useSSRContext } from "vue";
import { _ as _export_sfc } from "./plugin-vue_export-helper.1tPrXgE0.js";
const __pageData = JSON.parse('{"title":"Variable: nodeClock","description":"","frontmatter":{},"headers":[],"relativePath":"api/node/variables/nodeClock.md","filePath":"api/node/variables/nodeClock.md"}');
const _sfc_main = { name: "api/node/variables/nodeClock.md" };
function _sfc_ssrRender(_ctx, _push, _parent, _attrs, $props, $setup, $data, $options) {
  _push(`<div${ssrRenderAttrs(_attrs)}><p><a href="./../../"><strong>API</strong></a></p><hr><p><a href="./../../">API</a> / <a href="./../">node</a> / nodeClock</p><h1 id="variable-nodeclock" tabindex="-1">Variable: nodeClock <a class="header-anchor" href="#variable-nodeclock" aria-label="Permalink to &quot;Variable: nodeClock&quot;">​</a></h1><blockquote><p><code>const</code> <strong>nodeClock</strong>: <a href="./../../index/interfaces/Clock.html"><code>Clock</code></a></p></blockquote><p>Monotonic time and timers of the process.</p></div>`);
}
const _sfc_setup = _sfc_main.setup;
_sfc_main.setup = (props, ctx) => {
  const ssrContext = useSSRContext();
  (ssrContext.modules || (ssrContext.modules = /* @__PURE__ */ new Set())).add("api/node/variables/nodeClock.md");
  return _sfc_setup ? _sfc_setup(props, ctx) : void 0;
};
const nodeClock = /* @__PURE__ */ _export_sfc(_sfc_main, [["ssrRender", _sfc_ssrRender]]);
export {
  __pageData,
  nodeClock as default
};
