import { ssrRenderAttrs } from "vue/server-renderer";
import { useSSRContext } from "vue";
import { _ as _export_sfc } from "./plugin-vue_export-helper.1tPrXgE0.js";
const __pageData = JSON.parse('{"title":"Interface: ConfigProblem","description":"","frontmatter":{},"headers":[],"relativePath":"api/node/relay/interfaces/ConfigProblem.md","filePath":"api/node/relay/interfaces/ConfigProblem.md"}');
const _sfc_main = { name: "api/node/relay/interfaces/ConfigProblem.md" };
function _sfc_ssrRender(_ctx, _push, _parent, _attrs, $props, $setup, $data, $options) {
  _push(`<div${ssrRenderAttrs(_attrs)}><p><a href="./../../../"><strong>API</strong></a></p><hr><p><a href="./../../../">API</a> / <a href="./../">node/relay</a> / ConfigProblem</p><h1 id="interface-configproblem" tabindex="-1">Interface: ConfigProblem <a class="header-anchor" href="#interface-configproblem" aria-label="Permalink to &quot;Interface: ConfigProblem&quot;">​</a></h1><p>One thing that is wrong in a configuration.</p><h2 id="properties" tabindex="-1">Properties <a class="header-anchor" href="#properties" aria-label="Permalink to &quot;Properties&quot;">​</a></h2><h3 id="message" tabindex="-1">message <a class="header-anchor" href="#message" aria-label="Permalink to &quot;message&quot;">​</a></h3><blockquote><p><code>readonly</code> <strong>message</strong>: <code>string</code></p></blockquote><p>Names the key, its value where that is no secret, and what is allowed.</p><hr><h3 id="path" tabindex="-1">path <a class="header-anchor" href="#path" aria-label="Permalink to &quot;path&quot;">​</a></h3><blockquote><p><code>readonly</code> <strong>path</strong>: <code>string</code></p></blockquote><p>The key, e.g. <code>access.keys[0].hash</code>; &#39;&#39; for the file as a whole.</p><hr><h3 id="position" tabindex="-1">position? <a class="header-anchor" href="#position" aria-label="Permalink to &quot;position?&quot;">​</a></h3><blockquote><p><code>readonly</code> <code>optional</code> <strong>position?</strong>: <a href="./SourcePosition.html"><code>SourcePosition</code></a></p></blockquote><p>Where in the file; undefined for what came from the command line, or concerns the file as a whole.</p></div>`);
}
const _sfc_setup = _sfc_main.setup;
_sfc_main.setup = (props, ctx) => {
  const ssrContext = useSSRContext();
  (ssrContext.modules || (ssrContext.modules = /* @__PURE__ */ new Set())).add("api/node/relay/interfaces/ConfigProblem.md");
  return _sfc_setup ? _sfc_setup(props, ctx) : void 0;
};
const ConfigProblem = /* @__PURE__ */ _export_sfc(_sfc_main, [["ssrRender", _sfc_ssrRender]]);
export {
  __pageData,
  ConfigProblem as default
};
